"""Turns a run's figures into results.json and Markdown tables.

report.py tables FIGURES.jsonl TARGET_FOLDER
report.py perftest LOG
"""

import datetime
import json
import os
import platform
import re
import sys
from pathlib import Path
from statistics import mean, median

TITLES = {
    "celery": "Flask + gunicorn + Celery",
    "bullmq": "Fastify + BullMQ",
    "meridian": "Meridian",
}
BAD = ("non2xx", "wrong", "socketErrors", "timeouts")
RAMP_UP_SECONDS = 2


def perftest(log):
    """PerfTest's own lines, one a second, averaged without the first two."""
    line = r"time ([\d.]+) s, sent: \d+ msg/s, confirmed: (\d+) msg/s, .*received: (\d+) msg/s"
    seconds = [tuple(map(float, found)) for found in re.findall(line, Path(log).read_text())]
    steady = [figures for figures in seconds if figures[0] > RAMP_UP_SECONDS + 0.5]
    _, confirmed, received = zip(*steady)
    return {"confirmedPerSecond": mean(confirmed), "receivedPerSecond": mean(received)}


def medians(lines, key):
    """The median of every measured figure, by key, and the range of perSecond."""
    groups = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line["measured"])
    return {name: summary(rounds) for name, rounds in groups.items()}


def summary(rounds):
    figures = {name: median(each[name] for each in rounds) for name in rounds[0]
               if isinstance(rounds[0][name], (int, float))}
    figures["bad"] = sum(each.get(name, 0) for each in rounds for name in BAD)
    if "perSecond" in figures:
        figures["range"] = [pick(each["perSecond"] for each in rounds) for pick in (min, max)]
    return figures


def ratio(figures, peer):
    return f"{figures['perSecond'] / peer['perSecond']:.2f}" if peer else "–"


def spread(figures):
    return "{:,.0f}–{:,.0f}".format(*figures["range"])


def echo_table(echo):
    rows = [("clients", "system", "req/s", "range", "p50 ms", "p99 ms", "× Celery", "× BullMQ", "bad")]
    for clients, system in sorted(echo, key=order):
        figures = echo[clients, system]
        rows.append((clients, TITLES[system], f"{figures['perSecond']:,.0f}", spread(figures),
                     f"{figures['p50']:.1f}", f"{figures['p99']:.1f}",
                     ratio(figures, echo.get((clients, "celery"))),
                     ratio(figures, echo.get((clients, "bullmq"))), figures["bad"]))
    return rows


def order(key):
    return key[0], list(TITLES).index(key[1])


def round_trip_table(trips, ceiling):
    rows = [("system", "round trips/s", "range", "× Celery", "× BullMQ", "% of PerfTest", "bad")]
    for system in filter(trips.get, TITLES):
        figures = trips[system]
        share = f"{100 * figures['perSecond'] / ceiling['confirmedPerSecond']:.0f}" if ceiling else "–"
        rows.append((TITLES[system], f"{figures['perSecond']:,.0f}", spread(figures),
                     ratio(figures, trips.get("celery")), ratio(figures, trips.get("bullmq")),
                     share if system != "bullmq" else "–", figures["bad"]))
    return rows


def perftest_table(ceiling):
    return [("RabbitMQ PerfTest", "messages/s"),
            ("confirmed", f"{ceiling['confirmedPerSecond']:,.0f}"),
            ("received", f"{ceiling['receivedPerSecond']:,.0f}")]


def markdown(rows):
    """A padded Markdown table; columns of figures are aligned to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    columns = list(zip(*rows))
    widths = [max(map(len, column)) for column in columns]
    right = [all(re.match(r"[\d–]", cell) for cell in column[1:]) for column in columns]
    rule = ["-" * (width - 1) + (":" if figures else "-") for width, figures in zip(widths, right)]
    padded = [[cell.rjust(width) if figures else cell.ljust(width)
               for cell, width, figures in zip(row, widths, right)] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [padded[0], rule, *padded[1:]])


def idle_share(lines):
    """The largest share of one core that idle systems used during a measurement."""
    ticks = os.sysconf("SC_CLK_TCK")
    return max(100 * line["idleTicks"] / ticks / line["measured"]["seconds"] for line in lines)


def machine():
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"cores": os.cpu_count(), "memoryGiB": round(pages / 2**30), "kernel": platform.release()}


def tables(path, target):
    lines = [json.loads(line) for line in Path(path).read_text().splitlines()]
    of_kind = lambda kind: [line for line in lines if line["kind"] == kind]
    echo = medians(of_kind("echo"), lambda line: (line["clients"], line["system"]))
    trips = medians(of_kind("round-trips"), lambda line: line["system"])
    ceiling = medians(of_kind("perftest"), lambda line: "perftest").get("perftest")
    versions = {line["name"]: line["version"] for line in of_kind("version")}
    text = []
    if echo:
        text += ["Blocking echo over HTTP, medians over the rounds:", markdown(echo_table(echo)),
                 f"Idle systems used at most {idle_share(of_kind('echo')):.1f} % of one core meanwhile."]
    if trips:
        text += ["Round trips from one program, medians over the rounds:",
                 markdown(round_trip_table(trips, ceiling))]
    if ceiling:
        text += ["The broker alone (quorum queue, 512 B persistent, confirms):",
                 markdown(perftest_table(ceiling))]
    text.append("Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".")
    host = machine()
    text.append("Machine: {cores} cores, {memoryGiB} GiB, Linux {kernel}.".format(**host))
    results = {
        "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": host,
        "versions": versions,
        "echo": [{"clients": clients, "system": system, **figures}
                 for (clients, system), figures in sorted(echo.items())],
        "roundTrips": [{"system": system, **figures} for system, figures in trips.items()],
        "perftest": ceiling,
        "rounds": [line for line in lines if line["kind"] != "version"],
    }
    Path(target, "results.json").write_text(json.dumps(results, indent=2) + "\n")
    Path(target, "results.md").write_text("\n\n".join(text) + "\n")
    print("\n\n".join(text))


if __name__ == "__main__":
    if sys.argv[1] == "perftest":
        print(json.dumps(perftest(sys.argv[2])))
    else:
        tables(sys.argv[2], sys.argv[3])
