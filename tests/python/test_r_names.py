"""The files of the R package share one namespace: the last assignment of a name would win."""

import re
from collections import defaultdict
from pathlib import Path

R = Path(__file__).resolve().parents[2] / "R"
ASSIGNED = re.compile(r"^([\w.]+|`[^`]+`) <- ", re.MULTILINE)


def test_no_name_is_assigned_in_two_places():
    places = defaultdict(list)
    for file in sorted(R.glob("*.R")):
        for name in ASSIGNED.findall(file.read_text(encoding="utf-8")):
            places[name].append(file.name)
    assert len(places) > 1000
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
