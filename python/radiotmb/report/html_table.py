"""A table block as the rows and cells its template prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import pandas as pd
from pandas.api import types

from radiotmb.inputs.formula_cells import safe_csv
from radiotmb.report import wording
from radiotmb.report.blocks import Column, Table

# A page opens at once with this many rows of a table; a button shows the others.
ROWS_SHOWN = 100

# A page holds this many rows of a table at most: the mutations of exomes would make it too large to
# open. Their file in the folder of the results has all of them.
ROWS_HELD = 5000

# What is folded is printed up to this length (the longest checklist has 58 items); on paper the
# rest of a longer table is its title and its number of rows.
ROWS_PRINTED = 60

# No page breaks inside a table up to this length.
ROWS_TOGETHER = 26

# Columns that name the rows; where they stand first, what is said again is not printed again.
ROW_LABELS = (
    "comparison", "groups", "variable", "lesion", "phase", "patient_id", "gene", "claim",
)  # fmt: skip

# Columns that are left out where no row has anything to say.
REMARKS = frozenset({"note", "flag", "warnings"})


@dataclass(frozen=True)
class Cell:
    """A cell's text; for numbers the value it sorts by; whether the row above has said it."""

    text: str
    sort: str = ""
    numeric: bool = False
    address: str = ""
    again: bool = False

    def compact(self) -> str | list[str]:
        """The cell as the page stores it where it is not printed yet."""
        if self.address:
            return [self.text, self.sort, self.address]
        return [self.text, self.sort] if self.sort else self.text


@dataclass(frozen=True)
class Head:
    """A column's heading, whether its cells are numbers and whether they are aligned as such."""

    text: str
    numeric: bool
    right: bool = False


@dataclass(frozen=True)
class HtmlTable:
    """Everything the template needs."""

    heads: list[Head]
    rows: list[list[Cell]]
    rest: list[list[str | list[str]]]
    total: int
    csv: str

    @property
    def held(self) -> int:
        """Rows of the page, printed or to be shown; the others are in the table's file only."""
        return len(self.rows) + len(self.rest)


def html_table(block: Table, rows: int = ROWS_SHOWN) -> HtmlTable:
    """The block's heads, its first rows, what a button shows of the others, and its safe CSV."""
    total = len(block.data)
    frame = block.data.head(max(rows, ROWS_HELD))
    columns = {
        name: column
        for name, column in (block.columns or _all(frame)).items()
        if set(column.of or (name,)) <= set(frame)
        and not (name in REMARKS and frame[name].isna().all())
    }
    cells = [_cells(frame, column.of or (name,), column) for name, column in columns.items()]
    heads = [
        Head(
            column.heading,
            numeric := _is_numeric(frame[(column.of or (name,))[0]]),
            numeric or column.right,
        )
        for name, column in columns.items()
    ]
    lines = [list(row) for row in zip(*cells, strict=True)]
    labels = len(list(takewhile(lambda name: name in ROW_LABELS, columns)))
    shown = _said_once(lines[:rows], labels)
    rest = [[cell.compact() for cell in line] for line in lines[rows:]]
    return HtmlTable(heads, shown, rest, total, safe_csv(frame))


def _said_once(lines: list[list[Cell]], labels: int) -> list[list[Cell]]:
    """The rows with those labels marked that the row above has too, from the left."""
    marked = [list(line) for line in lines]
    for above, line, out in zip(lines, lines[1:], marked[1:], strict=False):
        for place in range(labels):
            if above[place].text != line[place].text:
                break
            out[place] = replace(line[place], again=True)
    return marked


def _all(frame: pd.DataFrame) -> dict[str, Column]:
    return {name: Column(_heading(str(name))) for name in frame.columns}


def _heading(name: str) -> str:
    return "Patient" if name == "patient_id" else wording.variable(name)


def _is_numeric(column: pd.Series) -> bool:
    return types.is_numeric_dtype(column) and not types.is_bool_dtype(column)


def _cells(frame: pd.DataFrame, names: tuple[str, ...], column: Column) -> list[Cell]:
    numeric = _is_numeric(frame[names[0]])
    # Counts have no decimals, also where missing values make them floating point.
    digits = 0 if numeric and (frame[names[0]].dropna() % 1 == 0).all() else 3
    values = frame[list(names)].itertuples(index=False, name=None)
    return [_cell(row, column, numeric, digits) for row in values]


def _cell(values: tuple[Any, ...], column: Column, numeric: bool, digits: int) -> Cell:
    value = values[0]
    if all(wording.is_missing(v) or v is pd.NA for v in values):
        return Cell(column.missing, "", numeric)
    if column.form is not None:
        text = column.form(*values)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif numeric:
        text = wording.decimals(value, digits)
    else:
        text = str(value)
    sort = repr(float(value)) if numeric and not wording.is_missing(value) else ""
    address = column.address(value) if column.address is not None else None
    return Cell(text, sort, numeric, address or "")
