"""`read_reports.py FOLDER`: has parsedmarc read all reports of a folder, one after the other and offline, and prints what it
counted and the seconds of that loop as JSON. Nothing is looked up and nothing is written."""

import json
import os
import sys
import time

from parsedmarc import parse_aggregate_report_file

folder = sys.argv[1]
paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
rows = messages = 0
start = time.perf_counter()
for path in paths:
    with open(path, "rb") as file:
        report = parse_aggregate_report_file(file.read(), offline=True, always_use_local_files=True)
    rows += len(report["records"])
    messages += sum(record["count"] for record in report["records"])
seconds = time.perf_counter() - start
print(json.dumps({"rows": rows, "messages": messages, "seconds": [seconds]}))
