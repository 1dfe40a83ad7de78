"""The other side of CeleryPeerTest: the real Celery and kombu, driven by JSON lines.

Reads one request a line, {"op": name, ...}, and answers one line, {"ok": value} or {"error": text}.
Bytes travel as base64. Nothing leaves the process: broker and result backend are in memory.
"""
import ast
import base64
import json
import sys
from datetime import datetime, timedelta, timezone

from celery import Celery, chain, chord, group
from celery.canvas import maybe_signature
from celery.worker.request import Request
from kombu.message import Message

app = Celery("peer", broker="memory://", backend="cache+memory://")
app.conf.result_expires = 60
app.finalize()


@app.task(name="peer.add")
def add(x, y=0):
    return x + y


@app.task(name="peer.echo", bind=True)
def echo(self, *args, **kwargs):
    """What a task sees of its message."""
    r = self.request
    return {
        "args": list(args),
        "kwargs": kwargs,
        "id": r.id,
        "root_id": r.root_id,
        "parent_id": r.parent_id,
        "group": r.group,
        "group_index": r.group_index,
        "retries": r.retries,
        "timelimit": r.timelimit,
        "headers": {"meridian-request": r.get("meridian-request"), "tenant": r.get("tenant")},
    }


@app.task(name="peer.fail")
def fail(kind):
    raise {"value": ValueError("bad value", 42), "key": KeyError("é\nline")}[kind]


def message_of(m):
    return Message(
        body=base64.b64decode(m["body"]),
        content_type=m["content_type"],
        content_encoding=m["content_encoding"],
        headers=m["headers"],
        properties={"priority": m["priority"], "correlation_id": m["correlation_id"]},
        delivery_info={"exchange": "", "routing_key": "q", "redelivered": False},
        accept=["application/json"],
    )


def iso(moment):
    return moment and moment.astimezone(timezone.utc).isoformat(timespec="microseconds")


def read(m):
    """A worker's view of our message, without running it."""
    message = message_of(m)
    if message.errors:
        message._reraise_error()
    req = Request(message, app=app)
    args, kwargs, embed = req._payload
    return {
        "id": req.id,
        "name": req.name,
        "args": args,
        "kwargs": kwargs,
        "embed": embed,
        "eta": iso(req._eta),
        "expires": iso(req._expires),
        "time_limits": req.time_limits,
        "argsrepr": list(ast.literal_eval(req.argsrepr)) if req.argsrepr[-3:] != "..." else None,
        "kwargsrepr": ast.literal_eval(req.kwargsrepr) if req.kwargsrepr[-4:] != "..." else None,
        "info": req.info(safe=True),
        "correlation_id": req.correlation_id,
        "priority": req.delivery_info["priority"],
    }


def run(m):
    """Runs our message as a worker's process does; returns the stored document."""
    req = Request(message_of(m), app=app)
    req.execute()
    return stored(req.id)


def stored(task_id):
    return str(app.backend.get(app.backend.get_key_for_task(task_id)))


def taken():
    """Every message in the queue, as a client of the broker gets it."""
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        found = []
        while channel._size("celery"):
            raw = channel._get("celery")
            properties = raw["properties"]
            found.append({
                "headers": raw["headers"],
                "content_type": raw["content-type"],
                "content_encoding": raw["content-encoding"],
                "correlation_id": properties["correlation_id"],
                "priority": properties["priority"],
                "body": raw["body"],  # kombu's in-memory transport keeps it as base64
            })
        return found


SENDERS = {
    "plain": lambda: add.apply_async((2, 3), task_id="t-plain"),
    "kwargs": lambda: add.apply_async(kwargs={"x": "ü€😀", "y": None}, task_id="t-kwargs"),
    "compressed": lambda: add.apply_async(("x" * 5000,), compression="zlib", task_id="t-zlib"),
    "bz2": lambda: add.apply_async((2,), compression="bzip2", task_id="t-bz2"),
    "eta": lambda: add.apply_async(
        (2,), eta=datetime(2030, 1, 2, 3, 4, 5, 6, timezone.utc), task_id="t-eta"),
    "naive": lambda: add.apply_async((2,), eta=datetime(2030, 1, 2, 3, 4, 5), task_id="t-naive"),
    "offset": lambda: add.apply_async(
        (2,), eta=datetime(2030, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=5, minutes=30))),
        task_id="t-offset"),
    "expires": lambda: add.apply_async((2,), countdown=90, expires=3600, task_id="t-expires"),
    "limits": lambda: add.apply_async(
        (2,), time_limit=30, soft_time_limit=12.5, retries=3, ignore_result=True,
        headers={"tenant": "acme", "n": 7}, shadow="other", task_id="t-limits"),
    "group": lambda: group(
        [add.s(i, i).set(task_id=f"t-g{i}") for i in range(3)]).apply_async(task_id="t-group"),
    "chain": lambda: chain(
        add.s(1, 2).set(task_id="t-c0"), add.s(3), add.s(4)).apply_async(task_id="t-c2"),
    "chained": lambda: chain(
        add.s(1, 2).set(task_id="t-first"), group(add.s(3), add.s(4)), echo.s()).apply_async(),
    "chord": lambda: chord(
        [add.s(i, i).set(task_id=f"t-h{i}") for i in range(2)],
        echo.s().set(task_id="t-body")).apply_async(),
    "link": lambda: add.apply_async((1, 1), link=add.s(9), link_error=echo.si(), task_id="t-link"),
    "pickle": lambda: add.apply_async((1,), serializer="pickle", task_id="t-pickle"),
    "yaml": lambda: add.apply_async((1,), serializer="yaml", task_id="t-yaml"),
    "nan": lambda: add.apply_async((float("nan"),), task_id="t-nan"),
    "surrogate": lambda: add.apply_async(("\ud800",), task_id="t-surrogate"),
}


CANVASES = {
    "signature": lambda: add.s(1, y=2).set(queue="meridian.fra", countdown=3),
    "immutable": lambda: add.si(1, 2),
    "links": lambda: add.s(1, 2).on_error(echo.si()).set(link=[add.s(5)]),
    "chain": lambda: chain(add.s(1, 2), add.s(3), echo.s()),
    "group": lambda: group(add.s(1, 2), add.s(3, 4)),
    "chord": lambda: chord([add.s(1, 2), add.s(3, 4)], echo.s()),
    "chain of groups": lambda: chain(add.s(1, 2), group(add.s(3), add.s(4)), echo.s(), add.s(1)),
    "ends in a group": lambda: chain(add.s(1, 2), group(add.s(3), add.s(4))),
    "chord of chains": lambda: chord([chain(add.s(1, 2), add.s(3)), add.s(4, 5)], echo.s()),
    "chord of chords": lambda: chord([chord([add.s(1, 2)], echo.s()), add.s(3, 4)], echo.s()),
    "chord of groups": lambda: chord([group(add.s(1, 2), add.s(2, 2)), add.s(3, 4)], echo.s()),
    "body is a chain": lambda: chord([add.s(1, 2), add.s(3, 4)], echo.s() | add.s(5)),
    "map": lambda: add.map([1, 2]),
    "starmap": lambda: add.starmap([(1, 2), (3, 4)]),
    "chunks": lambda: add.chunks([(1, 2), (3, 4), (5, 6)], 2),
}


def canvas(case):
    """A canvas as a client writes it."""
    return json.loads(json.dumps(CANVASES[case]()))


def same(case, canvas):
    """Whether a canvas of ours is the same to Celery."""
    return json.dumps(maybe_signature(canvas, app=app)) == json.dumps(CANVASES[case]())


def send_v1():
    m = app.amqp.as_task_v1("t-v1", "peer.add", (1,), {})
    body = json.dumps(m.body).encode()
    return [{
        "headers": m.headers, "content_type": "application/json", "content_encoding": "utf-8",
        "correlation_id": m.properties["correlation_id"], "priority": 0,
        "body": base64.b64encode(body).decode(),
    }]


def send(case):
    if case == "v1":
        return send_v1()
    SENDERS[case]()
    return taken()


def write(task_id, state, case):
    """Stores a result as a worker does; returns the document."""
    backend = app.backend
    if case in ("value", "key"):
        try:
            fail(case)
        except Exception as exc:
            backend.store_result(task_id, exc, state, traceback="Traceback (most recent call last):")
    elif case == "revoked":
        backend.mark_as_revoked(task_id, "expired", store_result=True)
    elif case == "started":
        backend.mark_as_started(task_id, pid=17, hostname="w1@vm")
    elif case == "progress":
        backend.store_result(task_id, {"current": 1, "total": 4, "message": "m"}, state)
    elif case == "custom":
        backend.store_result(task_id, {"rows": 5}, state)
    elif case == "nan":
        backend.store_result(task_id, [float("nan"), float("inf"), 1.5], state)
    elif case == "datetime":
        backend.store_result(task_id, datetime(2024, 1, 2, tzinfo=timezone.utc), state)
    else:
        backend.store_result(task_id, case, state)
    return stored(task_id)


def result(document):
    """What AsyncResult makes of our document."""
    meta = app.backend.decode_result(document.encode())
    value = meta["result"]
    if isinstance(value, BaseException):
        kind = type(value)
        value = {"class": f"{kind.__module__}.{kind.__qualname__}", "args": list(value.args)}
    date = app.AsyncResult(meta["task_id"])
    date._cache = meta
    return {
        "status": meta["status"], "result": value, "traceback": meta["traceback"],
        "children": meta["children"], "task_id": meta["task_id"],
        "date_done": iso(date.date_done),
    }


OPS = {"read": read, "run": run, "send": send, "write": write, "result": result,
       "canvas": canvas, "same": same}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"ok": OPS[request.pop("op")](**request)}
    except Exception as exc:
        answer = {"error": f"{type(exc).__name__}: {exc}"}
    print(json.dumps(answer), flush=True)
