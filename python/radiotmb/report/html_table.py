"""A table block as the rows and cells its template prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.api import types

from radiotmb.inputs.formula_cells import safe_csv
from radiotmb.report import wording
from radiotmb.report.blocks import Column, Table

# A page is for reading; longer tables are cut on the page and whole in the download.
ROWS_SHOWN = 200

# What is folded is printed up to this length (the longest checklist has 58 items); on paper the
# rest of a longer table is its title and its number of rows.
ROWS_PRINTED = 60

# Columns that are left out where no row has anything to say.
REMARKS = frozenset({"note", "flag", "warnings"})


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


def html_table(block: Table, rows: int = ROWS_SHOWN) -> HtmlTable:
    """The block's heads, its first rows and its safe CSV."""
    frame = block.data
    columns = {
        name: column
        for name, column in (block.columns or _all(frame)).items()
        if set(column.of or (name,)) <= set(frame)
        and not (name in REMARKS and frame[name].isna().all())
    }
    shown = frame.head(rows)
    cells = [_cells(shown, column.of or (name,), column) for name, column in columns.items()]
    heads = [
        Head(column.heading, _is_numeric(frame[(column.of or (name,))[0]]))
        for name, column in columns.items()
    ]
    return HtmlTable(
        heads, [list(row) for row in zip(*cells, strict=True)], len(frame), safe_csv(frame)
    )


def _all(frame: pd.DataFrame) -> dict[str, Column]:
    return {name: Column(str(name).replace("_", " ")) for name in frame.columns}


def _is_numeric(column: pd.Series) -> bool:
    return types.is_numeric_dtype(column) and not types.is_bool_dtype(column)


def _cells(frame: pd.DataFrame, names: tuple[str, ...], column: Column) -> list[Cell]:
    numeric = _is_numeric(frame[names[0]])
    values = frame[list(names)].itertuples(index=False, name=None)
    return [_cell(row, column, numeric) for row in values]


def _cell(values: tuple[Any, ...], column: Column, numeric: bool) -> Cell:
    value = values[0]
    if all(wording.is_missing(v) or v is pd.NA for v in values):
        return Cell(column.missing, "", numeric)
    if column.form is not None:
        text = column.form(*values)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif numeric:
        text = wording.number(value, 3)
    else:
        text = str(value)
    sort = repr(float(value)) if numeric and not wording.is_missing(value) else ""
    return Cell(text, sort, numeric)
