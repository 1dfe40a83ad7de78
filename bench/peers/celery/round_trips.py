"""Sends COUNT tasks, then awaits all of them; prints one line of JSON."""

import json
import sys
import time

from tasks import answer, echo


def round_trip(count):
    messages = [f"message-{i}" for i in range(count)]
    results = [echo.delay(message) for message in messages]
    return sum(answer(result) != message for result, message in zip(results, messages))


count = int(sys.argv[1])
round_trip(-(-count // 10))  # warm-up
start = time.perf_counter()
wrong = round_trip(count)
seconds = time.perf_counter() - start
print(json.dumps(dict(count=count, wrong=wrong, seconds=seconds, perSecond=count / seconds)))
