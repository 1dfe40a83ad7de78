#!/usr/bin/env python3
"""Prints the facts that the README states about each document, with parsers that share nothing with the makers.

Run: python3 facts.py ../resources/demo
"""
import csv
import json
import struct
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from datetime import datetime, timezone
from html.parser import HTMLParser
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

DEMO = Path(sys.argv[1])


def utc(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc).isoformat(timespec="milliseconds")


def earthquakes():
    document = json.loads((DEMO / "earthquakes.geojson").read_text("utf-8"))
    events = document["features"]
    strong = [event for event in events if event["properties"]["mag"] is not None and event["properties"]["mag"] >= 4.5]
    largest = sorted(strong, key=lambda event: -event["properties"]["mag"])[:3]
    yield f"features {len(events)}, metadata.count {document['metadata']['count']}"
    yield f"without a magnitude: {sum(event['properties']['mag'] is None for event in events)}"
    yield f"mag >= 4.5: {len(strong)}; mag >= 2.5: {sum((e['properties']['mag'] or 0) >= 2.5 for e in events)}"
    for event in largest:
        yield (f"{event['id']}: mag {event['properties']['mag']}, {event['properties']['place']}, "
               f"{utc(event['properties']['time'])}, {event['geometry']['coordinates']}")
    yield f"types {dict(Counter(event['properties']['type'] for event in events))}"
    yield f"tsunami = 1: {sum(event['properties']['tsunami'] for event in events)}"
    times = [event["properties"]["time"] for event in events]
    yield f"newest first: {times == sorted(times, reverse=True)}, {utc(times[-1])} .. {utc(times[0])}"
    south, north, west, east = 32, 42, -125, -114
    box = [event for event in events if west <= event["geometry"]["coordinates"][0] <= east
           and south <= event["geometry"]["coordinates"][1] <= north]
    yield f"in the box {west},{south},{east},{north} (lon,lat): {len(box)}"


def airports():
    with open(DEMO / "airports.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_iata = {row["iata"]: row for row in rows}
    yield f"rows {len(rows)}, codes {len(by_iata)}, countries {len({row['country'] for row in rows})}"
    for code in ("FRA", "SIN", "LPB"):
        yield f"{code}: {by_iata[code]}"
    highest = max(rows, key=lambda row: int(row["altitude"]))
    yield f"highest: {highest['iata']} {highest['name']}, {highest['altitude']} ft"
    yield f"in Germany {sum(r['country'] == 'Germany' for r in rows)}, in Iceland {sum(r['country'] == 'Iceland' for r in rows)}"
    yield f"south of the equator: {sum(float(row['latitude']) < 0 for row in rows)}"
    yield f"rows with a comma in the name: {sum(',' in row['name'] for row in rows)}"


def ride():
    ns = {"g": "http://www.topografix.com/GPX/1/1"}
    root = xml.parse(DEMO / "ride.gpx").getroot()
    points = [(float(p.get("lat")), float(p.get("lon")), float(p.find("g:ele", ns).text), p.find("g:time", ns).text)
              for p in root.iterfind("g:trk/g:trkseg/g:trkpt", ns)]
    yield f"segments {len(root.findall('g:trk/g:trkseg', ns))}, points {len(points)}"
    yield f"first {points[0]}"
    yield f"last {points[-1]}"
    yield f"ele {min(p[2] for p in points)} .. {max(p[2] for p in points)}"
    yield (f"lat {min(p[0] for p in points)} .. {max(p[0] for p in points)}, "
           f"lon {min(p[1] for p in points)} .. {max(p[1] for p in points)}")
    length = 0
    for (lat1, lon1, *_), (lat2, lon2, *_) in zip(points, points[1:]):
        h = (sin(radians(lat2 - lat1) / 2) ** 2
             + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2)
        length += 2 * 6371008.8 * asin(sqrt(h))
    yield f"length {length:.0f} m on a sphere of 6371008.8 m"


class Tables(HTMLParser):
    """Every table as a list of rows of cell texts."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell = [], None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(" ".join(" ".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def timetable():
    parser = Tables()
    parser.feed((DEMO / "timetable.html").read_text("utf-8"))
    for number, (head, *body) in enumerate(parser.tables, 1):
        yield f"table {number}: {len(body)} trips, {len(head)} stations: {head}"
        yield f"table {number}: first trip {body[0]}"
        yield f"table {number}: last trip {body[-1]}"
        yield f"table {number}: times {sum(cell != '-' for row in body for cell in row)}"
        for name in ("Penn Station NYK", "Grand Central GCT", "Mets-Willets Point SSM"):
            yield f"table {number}: trips that serve {name}: {sum(row[head.index(name)] != '-' for row in body)}"


def fields(data):
    """(number, value) of each field of a protobuf message; a nested message stays bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        match key & 7:
            case 0:
                value = varint()
            case 2:
                size = varint()
                value, at = data[at:at + size], at + size
            case 5:
                value, at = struct.unpack("<f", data[at:at + 4])[0], at + 4
            case 1:
                value, at = struct.unpack("<d", data[at:at + 8])[0], at + 8
            case other:
                raise ValueError(f"wire type {other}")
        yield key >> 3, value


def vehicles():
    header, entities = {}, []
    for number, value in fields((DEMO / "vehicles.pb").read_bytes()):
        if number == 1:
            header = dict(fields(value))
        else:
            entity = dict(fields(value))
            vehicle = dict(fields(entity[4]))
            entities.append({"id": entity[1].decode(), "trip": dict(fields(vehicle[1])), "position": dict(fields(vehicle[2])),
                             "status": vehicle[4], "stop": vehicle[7].decode(), "time": vehicle[5],
                             "label": dict(fields(vehicle[8]))[2].decode()})
    yield f"version {header[1].decode()}, timestamp {header[3]} = {utc(header[3] * 1000)}, vehicles {len(entities)}"
    yield f"vehicle timestamps: {({entity['time'] for entity in entities})}, ids {len({e['id'] for e in entities})}"
    yield f"by route {dict(sorted(Counter(entity['trip'][5].decode() for entity in entities).items()))}"
    names = {0: "INCOMING_AT", 1: "STOPPED_AT", 2: "IN_TRANSIT_TO"}
    yield f"by status {dict(Counter(names[entity['status']] for entity in entities))}"
    lat, lon = ([entity["position"][n] for entity in entities] for n in (1, 2))
    yield f"lat {min(lat):.5f} .. {max(lat):.5f}, lon {min(lon):.5f} .. {max(lon):.5f}"
    yield f"without bearing: {sum(3 not in entity['position'] for entity in entities)}"
    yield f"speed: highest {max(entity['position'][5] for entity in entities):.2f} m/s"
    box = [e for e in entities if 40.70 <= e["position"][1] <= 40.80 and -74.02 <= e["position"][2] <= -73.93]
    yield f"lat 40.70 .. 40.80, lon -74.02 .. -73.93: {len(box)}"
    for entity in (entities[0], next(e for e in entities if e["status"] == 1), next(e for e in entities if e["trip"][5] == b"7")):
        yield (f"{entity['id']}: trip {entity['trip'][1].decode()}, {entity['label']}, {names[entity['status']]} {entity['stop']}, "
               f"{ {n: round(v, 5) for n, v in entity['position'].items()} }")


def ports():
    ports = json.loads((DEMO / "ports.json").read_text("utf-8"))
    placed = {code: port for code, port in ports.items() if "coordinates" in port}
    yield f"ports {len(ports)}, with coordinates {len(placed)}, countries {len({p['country'] for p in ports.values()})}"
    for code in ("DEHAM", "SGSIN", "NLRTM"):
        yield f"{code}: {ports[code]['name']}, {ports[code]['country']}, {ports[code].get('coordinates')}, {ports[code].get('timezone')}"
    yield f"in Norway {sum(p['country'] == 'Norway' for p in ports.values())}"
    yield f"in Japan {sum(p['country'] == 'Japan' for p in ports.values())}"
    yield f"outside lon/lat bounds: {[c for c, p in placed.items() if abs(p['coordinates'][0]) > 180 or abs(p['coordinates'][1]) > 90]}"
    yield f"without coordinates: {sorted(set(ports) - set(placed))}"


def countries():
    rows = [row.attrib for row in xml.parse(DEMO / "countries.xml").getroot()]
    by_code = {row["cca2"]: row for row in rows}
    yield f"countries {len(rows)}, codes {len(by_code)}, by region {dict(Counter(row['region'] for row in rows))}"
    yield f"landlocked {sum(row['landlocked'] == '1' for row in rows)}"
    for code in ("DE", "JP", "CL"):
        row = by_code[code]
        yield f"{code}: " + ", ".join(f"{n}={row[n]}" for n in ("name.common", "capital", "latlng", "area", "borders"))
    largest = max(rows, key=lambda row: float(row["area"]))
    yield f"largest {largest['name.common']}, {largest['area']}"


for facts in (earthquakes, airports, ride, timetable, vehicles, ports, countries):
    for fact in facts():
        print(f"{facts.__name__}: {fact}")
