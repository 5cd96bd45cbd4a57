"""One part of a study's results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Section:
    """One part of the results: its entry of results.json, and the tables that go with it."""

    summary: Any = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def skipped(cls, reason: str) -> Section:
        """A section that could not be made, with the reason as its only entry.

        Examples
        --------
        >>> Section.skipped("no patients table").summary
        {'skipped': 'no patients table'}
        """
        return cls({"skipped": reason})
