"""How the command line speaks: tables for people on a terminal, CSV in a pipe, JSON on request."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from radiotmb.cli.standard_streams import StandardOutputError
from radiotmb.errors import NOT_PRINTED, printable

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


# What every verb understands, before its name as well as after it.
JSON, QUIET = {"--json"}, {"--quiet", "-q"}
SWITCHES = JSON | QUIET


class Output:
    """What the running command was asked for: ``--json``, ``--quiet``."""

    def __init__(self) -> None:
        self.json = False
        self.quiet = False

    def begin(self, arguments: Sequence[str]) -> None:
        """Take ``--json`` and ``--quiet`` from the arguments, wherever they stand.

        A command line with a mistake in it may never come to be parsed so far.
        """
        words = list(arguments)
        words = words[: words.index("--")] if "--" in words else words
        self.json = bool(JSON & set(words))
        self.quiet = bool(QUIET & set(words))
        level = logging.ERROR if self.quiet else logging.INFO
        logging.getLogger("radiotmb").setLevel(level)

    def note(self, text: str) -> None:
        """A line for people, on standard error."""
        if not self.quiet:
            print(printable(text), file=sys.stderr)

    def notes(self, lines: list[str]) -> None:
        """Several lines, one after the other."""
        for line in lines:
            self.note(line)

    def fail(self, error: dict[str, Any]) -> None:
        """The last word of a command that cannot go on."""
        if self.json and error["class"] != StandardOutputError.__name__:
            try:
                print(json.dumps({"error": error}), flush=True)
                return
            except StandardOutputError:
                pass  # said on standard error
        print(f"radiotmb: {printable(error['message'])}", file=sys.stderr)

    def data(self, data: Any) -> None:
        """Plain data as JSON on standard output."""
        text = json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False)
        # What JSON leaves as it is and a terminal obeys; written so, it is read as the same.
        print(NOT_PRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))

    def table(self, frame: pd.DataFrame, out: Path | None = None, *, title: str = "") -> None:
        """A table to ``out`` if given; else to standard output as its reader wants it."""
        from radiotmb.runtime.to_json import records

        if out is not None:
            from radiotmb.inputs.tables import write_table

            write_table(frame, out)
            self.note(f"{len(frame)} rows: {out}")
        if self.json:
            self.data(records(frame))
        elif out is None and sys.stdout.isatty():
            from rich.console import Console

            Console().print(for_people(frame, title))
        elif out is None:
            _print_csv(frame)

    def result(self, text: Callable[[], str], data: Callable[[], Any], frame: pd.DataFrame) -> None:
        """A statistical result: R's own print on a terminal, its main table in a pipe."""
        if self.json:
            self.data(data())
        elif sys.stdout.isatty():
            print(text())
        else:
            _print_csv(frame)

    def titled(self, tables: dict[str, pd.DataFrame]) -> None:
        """Several tables under their titles, for reading."""
        from rich.console import Console

        console = Console(width=None if sys.stdout.isatty() else 120)
        for title, frame in tables.items():
            console.print(for_people(frame, title))
            console.print()


def _print_csv(frame: pd.DataFrame) -> None:
    from radiotmb.inputs.formula_cells import as_asked

    as_asked(frame).to_csv(sys.stdout, index=False, lineterminator="\n")


def for_people(frame: pd.DataFrame, title: str = "") -> Table:
    """A frame as a table for a terminal: numbers to the right, at four significant digits."""
    import pandas as pd
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    for name in frame.columns:
        right = pd.api.types.is_numeric_dtype(frame[name])
        justify: Literal["left", "right"] = "right" if right else "left"
        table.add_column(printable(str(name)), justify=justify, overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return printable(str(value)).replace("[", r"\[")


output = Output()
