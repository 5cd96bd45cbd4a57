"""Reporting checklists, filled in where the study's own records have the answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

_FOLDER = Path(__file__).with_name("checklists")
NAMES = ("clear", "metrics", "tripod-ai")


@dataclass(frozen=True)
class Checklist:
    """A checklist: its name, its source, a note, and its items.

    ``items`` has number, section, item, answer (None where open) and, where items are weighted,
    weight.
    """

    name: str
    title: str
    source: str
    note: str
    items: pd.DataFrame

    @property
    def answered(self) -> int:
        """How many items have an answer."""
        return int(self.items["answer"].notna().sum())


def read_checklist(name: str, answers: dict[str, str]) -> Checklist:
    """A checklist of :data:`NAMES` with the answers filled in.

    Examples
    --------
    >>> checklist = read_checklist("metrics", {"testing": "Internal only."})
    >>> len(checklist.items), checklist.answered
    (30, 1)
    """
    content = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    rows = [
        {
            "number": str(item["number"]),
            "section": item["section"],
            **({"weight": item["weight"]} if "weight" in item else {}),
            "item": item["item"],
            "answer": answers.get(item.get("fact", "")),
        }
        for item in content["items"]
    ]
    return Checklist(
        content["name"], content["title"], content["source"], content.get("note", ""),
        pd.DataFrame(rows),
    )  # fmt: skip
