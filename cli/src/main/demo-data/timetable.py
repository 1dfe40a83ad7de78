#!/usr/bin/env python3
"""Makes timetable.html from WORK/branch with gtfs-to-html (documents.py tells the steps before).

Run: python3 timetable.py WORK ../resources/demo

gtfs-to-html writes the tables, one a direction; the head around them is plain, with the package's style sheet inside, so
the page loads nothing else. The comment with the time of generation is left out: the page comes out the same each time.
"""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

WORK, OUT = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
PACKAGE = WORK / "node_modules/gtfs-to-html"

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Port Washington Branch, Wednesday 23 September 2026</title>
<meta name="viewport" content="initial-scale=1.0, width=device-width">
<style>
{style}
</style>
</head>
<body>
"""

shutil.rmtree(WORK / "html", ignore_errors=True)
config = WORK / "timetable.json"
config.write_text(json.dumps({
    "agencies": [{"agency_key": "lirr", "path": str(WORK / "branch")}],
    "outputPath": str(WORK / "html"), "noHead": True, "beautify": True, "menuType": "none", "showMap": False,
    "dateFormat": "D MMM YYYY", "timeFormat": "HH:mm", "defaultOrientation": "vertical", "verbose": False,
}), "utf-8")
subprocess.run(["node", PACKAGE / "bin/gtfs-to-html.js", "--configPath", config], cwd=WORK, check=True)
pages = sorted((WORK / "html").rglob("*_wed.html"))  # one a direction: from Manhattan, to Manhattan
if len(pages) != 2:
    raise SystemExit(f"expected two directions, got {pages}")
bodies = [re.sub(r"<!-- Timetable generated on .*?-->", "", page.read_text("utf-8")).strip() for page in pages]
style = (PACKAGE / "public/css/timetable_styles.css").read_text("utf-8").strip()
(OUT / "timetable.html").write_text(HEAD.format(style=style) + "\n".join(bodies) + "\n</body>\n</html>\n", "utf-8")
