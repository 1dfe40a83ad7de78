"""The plain way: a Celery task per position that asks PostGIS which fences hold it, compares that with
what Redis remembers of the object, and publishes what changed."""

import json
import os

import psycopg2
import redis
from celery import Celery
from flask import Flask, request

app = Celery("tracking", broker=os.environ["BROKER"])
app.conf.update(
    task_default_queue="bench-tracking",
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=64,
    broker_transport_options={"confirm_publish": True},
)
store = redis.Redis.from_url(os.environ["RESULTS"])
sql = None


def query():
    """The cursor of this process, whose statement is prepared with the first position."""
    global sql
    if sql is None:
        connection = psycopg2.connect(os.environ["FENCES"])
        connection.autocommit = True
        sql = connection.cursor()
        sql.execute("PREPARE at AS SELECT id FROM fences WHERE ST_Covers(area, ST_Point($1, $2, 4326))")
    return sql


@app.task
def position(name, time, lon, lat):
    fences = query()
    fences.execute("EXECUTE at (%s, %s)", (lon, lat))
    now = {row[0] for row in fences.fetchall()}
    kept = store.getset("in:" + name, json.dumps(sorted(now)))
    if kept is None:
        return
    before = set(json.loads(kept))
    for kind, changed in (("enter", now - before), ("exit", before - now)):
        for fence in changed:
            crossing = {"kind": kind, "object": name, "fence": fence, "time": time}
            store.publish("crossings", json.dumps(crossing))


web = Flask(__name__)


@web.post("/positions")
def positions():
    count = 0
    with app.producer_pool.acquire(block=True) as producer:
        for line in request.get_data().splitlines():
            one = json.loads(line)
            position.apply_async(
                (one["object"], one["time"], one["lon"], one["lat"]), producer=producer
            )
            count += 1
    return {"accepted": count}, 202
