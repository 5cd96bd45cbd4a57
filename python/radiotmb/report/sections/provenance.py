"""Provenance of the numbers: inputs, versions, parameters, time."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from radiotmb.report.blocks import Block, Column, Note, Section, Table, Text, file_name
from radiotmb.report.study_output import StudyOutput

_TITLES = {"seconds": "Seconds of each stage"}
_COLUMNS = {"entry": Column("Entry"), "value": Column("Value")}


def provenance(output: StudyOutput) -> Section:
    """A table an entry of provenance.json; single values share the first."""
    if not output.provenance:
        return Section("provenance", "Provenance", [Note("The study left no provenance.json.")])
    single: list[tuple[str, Any]] = []
    nested: list[tuple[str, Any]] = []
    for name, value in output.provenance.items():
        (nested if isinstance(value, dict | list) and value else single).append((name, value))
    blocks: list[Block] = [
        Text("Together with the study file these entries are enough to repeat the run.")
    ]
    if single:
        blocks.append(_table("run", [(name, _text(value)) for name, value in single]))
    blocks += [_table(name, _pairs(value)) for name, value in nested]
    return Section("provenance", "Provenance", blocks)


def _table(name: str, rows: list[tuple[str, str]]) -> Table:
    frame = pd.DataFrame(rows, columns=["entry", "value"])
    title = _TITLES.get(name, name.replace("_", " ").capitalize())
    return Table(file_name("provenance", name), title, frame, _COLUMNS, folded=len(rows) > 8)


def _pairs(value: Any, path: str = "") -> list[tuple[str, str]]:
    """A nested value as rows of a dotted path and its text."""
    items = value.items() if isinstance(value, dict) else enumerate(value, 1)
    rows = []
    for name, part in items:
        place = f"{path}.{name}" if path else str(name)
        deep = isinstance(part, list) and any(isinstance(entry, dict) for entry in part)
        if deep or (isinstance(part, dict) and part):
            rows += _pairs(part, place)
        else:
            rows.append((place, _text(part)))
    return rows


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
