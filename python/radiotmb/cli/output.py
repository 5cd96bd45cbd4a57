"""How the command line speaks: tables for people on a terminal, CSV in a pipe, JSON on request."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from radiotmb.inputs.tables import write_table
from radiotmb.runtime.to_json import records


class Output:
    """What the running command was asked for: ``--json``, ``--quiet``."""

    def __init__(self) -> None:
        self.json = False
        self.quiet = False

    def note(self, text: str) -> None:
        """A line for people, on standard error."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def notes(self, lines: list[str]) -> None:
        """Several lines, one after the other."""
        for line in lines:
            self.note(line)

    def fail(self, error: dict[str, Any]) -> None:
        """The last word of a command that cannot go on."""
        if self.json:
            print(json.dumps({"error": error}))
        else:
            print(f"radiotmb: {error['message']}", file=sys.stderr)

    def data(self, data: Any) -> None:
        """Plain data as JSON on standard output."""
        print(json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False))

    def table(self, frame: pd.DataFrame, out: Path | None = None, *, title: str = "") -> None:
        """A table to ``out`` if given; else to standard output as its reader wants it."""
        if out is not None:
            write_table(frame, out)
            self.note(f"{len(frame)} rows: {out}")
        if self.json:
            self.data(records(frame))
        elif out is None and sys.stdout.isatty():
            Console().print(for_people(frame, title))
        elif out is None:
            frame.to_csv(sys.stdout, index=False, lineterminator="\n")

    def result(self, text: Callable[[], str], data: Callable[[], Any], frame: pd.DataFrame) -> None:
        """A statistical result: R's own print on a terminal, its main table in a pipe."""
        if self.json:
            self.data(data())
        elif sys.stdout.isatty():
            print(text())
        else:
            frame.to_csv(sys.stdout, index=False, lineterminator="\n")

    def titled(self, tables: dict[str, pd.DataFrame]) -> None:
        """Several tables under their titles, for reading."""
        console = Console(width=None if sys.stdout.isatty() else 120)
        for title, frame in tables.items():
            console.print(for_people(frame, title))
            console.print()


def for_people(frame: pd.DataFrame, title: str = "") -> Table:
    """A frame as a table for a terminal: numbers to the right, at four significant digits."""
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    for name in frame.columns:
        right = pd.api.types.is_numeric_dtype(frame[name])
        table.add_column(str(name), justify="right" if right else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value).replace("[", r"\[")


output = Output()


def _set_json(value: bool) -> bool:
    output.json = value
    return value


def _set_quiet(value: bool) -> bool:
    output.quiet = value
    logging.getLogger("radiotmb").setLevel(logging.ERROR if value else logging.INFO)
    return value


Json = Annotated[
    bool,
    typer.Option(
        "--json", callback=_set_json, is_eager=True, help="Results and errors as JSON on stdout."
    ),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", callback=_set_quiet, is_eager=True, help="Only errors."),
]
Workers = Annotated[
    int, typer.Option(min=1, help="Local processes; the numbers do not depend on it.")
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://host:8786.")
]
Outside = Annotated[
    bool, typer.Option("--allow-outside", help="Tables may name files outside their own folder.")
]
