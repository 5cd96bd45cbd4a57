"""A table block as the rows and cells its template prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.api import types

from radiotmb.report import wording
from radiotmb.report.blocks import Column, Table
from radiotmb.report.spreadsheet import safe_csv

# A page is for reading; longer tables are cut on the page and whole in the download.
ROWS_SHOWN = 200


@dataclass(frozen=True)
class Cell:
    """A cell's text and, for numbers, the value it sorts by."""

    text: str
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Head:
    """A column's heading and whether its cells are numbers."""

    text: str
    numeric: bool


@dataclass(frozen=True)
class HtmlTable:
    """Everything the template needs."""

    heads: list[Head]
    rows: list[list[Cell]]
    total: int
    csv: str


def html_table(block: Table) -> HtmlTable:
    """The block's heads, rows (at most :data:`ROWS_SHOWN`) and safe CSV."""
    frame = block.data
    columns = {
        name: column for name, column in (block.columns or _all(frame)).items() if name in frame
    }
    numeric = {name: _is_numeric(frame[name]) for name in columns}
    heads = [Head(column.heading, numeric[name]) for name, column in columns.items()]
    shown = frame.head(ROWS_SHOWN)
    rows = [
        [_cell(value, column, numeric[name]) for (name, column), value in zip(
            columns.items(), row, strict=True)]
        for row in shown[list(columns)].itertuples(index=False, name=None)
    ]  # fmt: skip
    return HtmlTable(heads, rows, len(frame), safe_csv(frame))


def _all(frame: pd.DataFrame) -> dict[str, Column]:
    return {name: Column(str(name).replace("_", " ")) for name in frame.columns}


def _is_numeric(column: pd.Series) -> bool:
    return types.is_numeric_dtype(column) and not types.is_bool_dtype(column)


def _cell(value: Any, column: Column, numeric: bool) -> Cell:
    if wording.is_missing(value) or value is pd.NA:
        return Cell(wording.MISSING, "", numeric)
    if column.form is not None:
        text = column.form(value)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif numeric:
        text = wording.number(value, 3)
    else:
        text = str(value)
    return Cell(text, repr(float(value)) if numeric else "", numeric)
