"""The Celery application: one task that answers with its own message."""

import os

from celery import Celery

app = Celery("bench", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])
app.conf.update(
    task_default_queue="bench-celery",
    task_acks_late=True,
    worker_prefetch_multiplier=64,
    broker_transport_options={"confirm_publish": True},
    result_expires=300,
)


@app.task
def echo(message):
    return message


def answer(result):
    """Waits for one result, asking every 5 ms where Celery would ask every 500 ms."""
    return result.get(timeout=30, interval=0.005)
