"""What the shell offers for a value: names of presets, and what stands in the files of the line.

A file that cannot be read offers nothing: a person who completes a word is not told of errors.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

# As many rows are read as can be while a person waits.
_ROWS = 20_000
_MOST_VALUES = 200
# A column with more values groups nobody.
_MOST_GROUPS = 8

Completer = Callable[[typer.Context, str], list[str]]


def presets(kind: str) -> Completer:
    """Completes the names of the presets of one kind: ``assays`` or ``extraction``."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        from radiotmb.inputs.extdata import preset_names

        return [name for name in preset_names(kind) if name.startswith(incomplete)]

    return complete


def names(*known: str) -> Completer:
    """Completes some fixed names."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        return [name for name in known if name.startswith(incomplete)]

    return complete


def values_of(column: str, *files: str, listed: bool = False) -> Completer:
    """Completes the values of a column in the files that the line names.

    Parameters
    ----------
    column : str
    *files : str
        The arguments and options that name the files, such as ``features`` and ``labels``.
    listed : bool
        Whether several values may stand with commas between.
    """

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",") if listed else ("", "", incomplete)
        given = {one.strip() for one in before.split(",")}
        found = sorted({row[column] for row in _rows_of(context, files) if row.get(column)} - given)
        return [f"{before}{comma}{one}" for one in found if one.startswith(last)][:_MOST_VALUES]

    return complete


def groups_of(*files: str) -> Completer:
    """Completes the columns of a table that may name groups: of two to eight values."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        values: dict[str, set[str]] = {}
        for row in _rows_of(context, files):
            for name, value in row.items():
                if value:
                    values.setdefault(name, set()).add(value)
        return [
            name
            for name, own in values.items()
            if 2 <= len(own) <= _MOST_GROUPS and name.startswith(incomplete) and name != "os_event"
        ]

    return complete


def columns_of(*files: str) -> Completer:
    """Completes the columns of a table but the patients' identifiers."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        found = dict.fromkeys(name for row in _rows_of(context, files) for name in row)
        return [name for name in found if name.startswith(incomplete) and name != "patient_id"]

    return complete


def pairs_of(*files: str) -> Completer:
    """Completes ``FIRST:SECOND`` by the lesions, roles and sites of a burden table."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        columns = ("lesion", "role", "site")
        rows = list(_rows_of(context, files))
        found = sorted({row[name] for row in rows for name in columns if row.get(name)})
        first, colon, second = incomplete.partition(":")
        if not colon:
            return [f"{one}:" for one in found if one.startswith(first)]
        return [f"{first}:{one}" for one in found if one.startswith(second) and one != first]

    return complete


def _rows_of(context: typer.Context, files: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for name in files:
        path = context.params.get(name) or _unparsed(context, name)
        if path is None:
            continue
        try:
            yield from _rows(Path(path))
        except Exception:
            continue


def _unparsed(context: typer.Context, name: str) -> str | None:
    """An argument of a line that ends with an option: the parser gives up before it names it."""
    arguments = [one for one in context.command.params if one.param_type_name == "argument"]
    given = dict(zip((one.name for one in arguments), context.args, strict=False))
    return given.get(name)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    suffixes = {suffix.lower() for suffix in path.suffixes}
    if suffixes & {".parquet", ".feather", ".arrow", ".xlsx"}:
        yield from _rows_of_frame(path, suffixes)
        return
    opened: Any = gzip.open if ".gz" in suffixes else open
    with opened(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as stream:
        head = stream.readline()
        delimiter = max(",;\t", key=head.count)
        columns = next(csv.reader([head], delimiter=delimiter), [])
        for place, row in enumerate(csv.reader(stream, delimiter=delimiter)):
            if place >= _ROWS:
                return
            yield dict(zip(columns, row, strict=False))


def _rows_of_frame(path: Path, suffixes: set[str]) -> Iterator[dict[str, str]]:
    import pandas as pd

    if ".parquet" in suffixes:
        # Arrow's threads may still run when the process ends, which then aborts.
        frame = pd.read_parquet(path, engine="pyarrow", use_threads=False, pre_buffer=False)
    elif ".xlsx" in suffixes:
        frame = pd.read_excel(path, dtype=str)
    else:
        frame = pd.read_feather(path, use_threads=False)
    for record in frame.head(_ROWS).to_dict("records"):
        yield {str(name): "" if pd.isna(value) else str(value) for name, value in record.items()}
