"""The load of `meridian bench positions` for the plain way: objects ride around circular fences, once in ten
positions through the middle of theirs. Finds the highest rate at which crossings are heard in time.

usage: ride.py URL FENCES SECONDS"""

import concurrent.futures
import http.client
import json
import math
import os
import sys
import threading
import time
import urllib.parse

import psycopg2
import redis

FIRST_TURN = 7  # so that objects cross from the beginning on
ROUND, ROW, WEST, SOUTH, EASTWARD, NORTHWARD = 10, 200, 6.5, 48.0, 0.03, 0.02
RADIUS, RIDE, BEAT = 500, 900, 20  # metres, metres, seconds between two positions of an object
SENDERS = 8  # batches under way; the server has as many threads
LIMIT = 0.250  # seconds, the p99 that is asked for
METRES_A_DEGREE = 111_195.08


def middle(fence):
    return WEST + fence % ROW * EASTWARD, SOUTH + fence // ROW * NORTHWARD


def place(number, turn, fences):
    lon, lat = middle(number % fences)
    step = (1 + number % (ROUND - 1) + turn) % ROUND
    if step:
        bearing = step * 2 * math.pi / (ROUND - 1)
        lon += RIDE * math.sin(bearing) / METRES_A_DEGREE / math.cos(math.radians(lat))
        lat += RIDE * math.cos(bearing) / METRES_A_DEGREE
    return lon, lat


def put_fences(fences):
    connection = psycopg2.connect(os.environ["FENCES"])
    connection.autocommit = True
    sql = connection.cursor()
    sql.execute("CREATE EXTENSION IF NOT EXISTS postgis; DROP TABLE IF EXISTS fences")
    sql.execute("CREATE TABLE fences (id text PRIMARY KEY, area geometry(Polygon, 4326))")
    for fence in range(fences):
        sql.execute(
            "INSERT INTO fences VALUES (%s, ST_Buffer(ST_Point(%s, %s, 4326)::geography, %s)::geometry)",
            (f"carousel-{fence}", *middle(fence), RADIUS),
        )
    sql.execute("CREATE INDEX ON fences USING gist (area); ANALYZE fences")


class Listener(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.late = []
        self.pubsub = redis.Redis.from_url(os.environ["RESULTS"]).pubsub()
        self.pubsub.subscribe("crossings")

    def run(self):
        for message in self.pubsub.listen():
            if message["type"] == "message":
                self.late.append(time.time() - json.loads(message["data"])["time"])


class Senders:
    """Sends batches as they are due, several at a time, each over a connection that is kept."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url)
        self.threads = concurrent.futures.ThreadPoolExecutor(SENDERS)
        self.local = threading.local()
        self.waiting = threading.Semaphore(SENDERS)
        self.failed = None

    def send(self, body):
        """Waits until fewer than `SENDERS` batches are under way."""
        self.waiting.acquire()
        self.threads.submit(self._post, body).add_done_callback(self._done)

    def _post(self, body):
        try:
            self._ask(body)
        except (ConnectionError, http.client.BadStatusLine):  # the server ends connections that rest
            self.local.connection.close()
            self._ask(body)

    def _ask(self, body):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(self.address.netloc, timeout=60)
        self.local.connection.request("POST", self.address.path, body)
        answer = self.local.connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"HTTP {answer.status}")

    def _done(self, future):
        self.failed = self.failed or future.exception()
        self.waiting.release()

    def close(self):
        self.threads.shutdown()
        if self.failed:
            raise self.failed


def ride(url, fences, rate, seconds, listener):
    """Sends one position of each object, then measures. Returns the p99, and how many crossings are missing."""
    objects, batch = rate * BEAT, max(1, rate // 20)
    start = time.time() + 0.2
    store = redis.Redis.from_url(os.environ["RESULTS"])
    store.flushall()
    senders = Senders(url)
    expected, sent, first = 0, 0, objects
    listener.late.clear()
    while sent < first + rate * seconds:
        if sent >= first and sent - batch < first:
            listener.late.clear()
            expected = 0
        lines = []
        for position in range(sent, sent + batch):
            number, turn = position % objects, FIRST_TURN + position // objects
            lon, lat = place(number, turn, fences)
            due = start + position / rate
            lines.append(json.dumps({"object": f"r{rate}-{number}", "time": due, "lon": lon, "lat": lat}))
            step = (1 + number % (ROUND - 1) + turn) % ROUND
            expected += turn > FIRST_TURN and step in (0, 1)
        sent += batch
        time.sleep(max(0, start + sent / rate - time.time()))
        if time.time() - start - sent / rate > 5:
            senders.close()
            return math.inf, expected
        senders.send("\n".join(lines).encode())
    senders.close()
    deadline = time.time() + 5
    while len(listener.late) < expected and time.time() < deadline:
        time.sleep(0.05)
    late = sorted(listener.late)
    return (late[math.ceil(0.99 * len(late)) - 1] if late else math.inf), expected - len(late)


def main():
    url, fences, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    put_fences(fences)
    listener = Listener()
    listener.start()
    best = {"rate": 0, "p99": None, "missing": None}
    for rate in (50, 100, 200, 300, 400, 500, 600, 800, 1000, 1200, 1500):
        p99, missing = ride(url, fences, rate, seconds, listener)
        print(f"{rate} positions a second: p99 {p99 * 1000:,.0f} ms, {missing} crossings missing", file=sys.stderr)
        if p99 > LIMIT or missing:
            break
        best = {"rate": rate, "p99": round(p99 * 1000, 1), "missing": missing}
    print(json.dumps(best))
    sys.exit(0 if best["rate"] else "not even the lowest rate was sustained")


if __name__ == "__main__":
    main()
