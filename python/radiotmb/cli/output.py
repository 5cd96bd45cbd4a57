"""How the command line speaks: tables for people on a terminal, CSV in a pipe, JSON on request."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiotmb.cli.standard_streams import StandardOutputError
from radiotmb.errors import NOT_PRINTED, printable

if TYPE_CHECKING:
    import pandas as pd


# What every verb understands, before its name as well as after it.
JSON, QUIET = {"--json"}, {"--quiet", "-q"}
SWITCHES = JSON | QUIET
WIDE = {"--wide"}
_NEVER_WRAPPED = 10_000


class Output:
    """What the running command was asked for: ``--json``, ``--quiet``, ``--wide``."""

    def __init__(self) -> None:
        self.json = False
        self.quiet = False
        self.wide = False

    def begin(self, arguments: Sequence[str]) -> None:
        """Take ``--json``, ``--quiet`` and ``--wide`` from the arguments, wherever they stand.

        A command line with a mistake in it may never come to be parsed so far.
        """
        words = list(arguments)
        words = words[: words.index("--")] if "--" in words else words
        self.json = bool(JSON & set(words))
        self.quiet = bool(QUIET & set(words))
        self.wide = bool(WIDE & set(words))
        level = logging.ERROR if self.quiet else logging.INFO
        logging.getLogger("radiotmb").setLevel(level)

    def note(self, text: str) -> None:
        """A line for people, on standard error."""
        if self.quiet:
            return
        text = printable(text)
        if sys.stderr.isatty() and not self.wide:
            from radiotmb.cli.terminal_table import wrap_lines

            text = wrap_lines(text, terminal_width())
        print(text, file=sys.stderr)

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

    def table(
        self,
        frame: pd.DataFrame,
        out: Path | None = None,
        *,
        title: str = "",
        first: Sequence[str] = (),
    ) -> None:
        """A table to ``out`` if given; else to standard output as its reader wants it.

        ``first`` are the columns that a narrow terminal shows before the others.
        """
        if out is not None:
            from radiotmb.inputs.tables import write_table

            write_table(frame, out)
            self.note(f"{len(frame)} rows: {out}")
        if self.json:
            from radiotmb.runtime.to_json import records

            self.data(records(frame))
        elif out is None and on_terminal():
            self._show(frame, title, first)
        elif out is None:
            _print_csv(frame)

    def columns(
        self,
        columns: Mapping[str, Sequence[Any]],
        frame: Callable[[], pd.DataFrame],
        out: Path | None = None,
        *,
        first: Sequence[str] = (),
    ) -> None:
        """As :meth:`table`, of columns that are a frame only where one is needed.

        Parameters
        ----------
        columns : mapping of str to sequence
            For a pipe's CSV, the same as with a frame: pandas is not loaded for it.
        frame : callable
            Makes the frame, for whatever else is asked for.
        out : path, optional
        first : sequence of str
            As of :meth:`table`.
        """
        from radiotmb.inputs.formula_cells import are_formulas_text

        if out is None and not (self.json or on_terminal() or are_formulas_text()):
            _print_columns(columns)
        else:
            self.table(frame(), out, first=first)

    def result(
        self,
        text: Callable[[int], str],
        data: Callable[[], Any],
        frame: pd.DataFrame,
        *,
        to_file: bool = False,
    ) -> None:
        """A statistical result: R's own print on a terminal, its main table in a pipe.

        ``text`` gets the terminal's width. ``to_file`` says that ``--out`` has the table already,
        and a pipe needs it no more.
        """
        if self.json:
            self.data(data())
        elif on_terminal():
            from radiotmb.cli.terminal_table import wrap_lines

            width = _NEVER_WRAPPED if self.wide else terminal_width()
            print(wrap_lines(text(width), width))
        elif not to_file:
            _print_csv(frame)

    def titled(self, tables: dict[str, pd.DataFrame], main: pd.DataFrame) -> None:
        """Several tables under their titles on a terminal; the main one in a pipe."""
        if not on_terminal():
            _print_csv(main)
            return
        for title, frame in tables.items():
            self._show(frame, title)
            print()

    def _show(self, frame: pd.DataFrame, title: str = "", first: Sequence[str] = ()) -> None:
        from radiotmb.cli.terminal_table import (
            choose_columns,
            not_shown,
            table_lines,
            wrap_lines,
        )

        width = None if self.wide else terminal_width()
        names = list(map(str, frame.columns))
        chosen = names if width is None else choose_columns(frame, width, first)
        shown = frame.iloc[:, [place for place, name in enumerate(names) if name in chosen]]
        lines = table_lines(shown, width)
        if title:
            print(wrap_lines(title, width or _NEVER_WRAPPED))
        print(_bold(lines[0]), *lines[1:], sep="\n")
        if len(chosen) < len(names):
            self.note(not_shown([name for name in names if name not in chosen]))


def on_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def terminal_width() -> int:
    """Of the terminal, in characters; 80 where it does not say."""
    import shutil

    return shutil.get_terminal_size().columns


def _bold(line: str) -> str:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in (None, "", "dumb")
    return line if plain else f"\x1b[1m{line}\x1b[0m"


def _print_csv(frame: pd.DataFrame) -> None:
    from radiotmb.inputs.formula_cells import as_asked

    as_asked(frame).to_csv(sys.stdout, index=False, lineterminator="\n")


def _print_columns(columns: Mapping[str, Sequence[Any]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    plain = (getattr(column, "tolist", lambda c=column: c)() for column in columns.values())
    writer.writerows(map(_csv_cells, zip(*plain, strict=True)))


def _csv_cells(row: Sequence[Any]) -> list[Any]:
    # A missing number is an empty cell.
    return ["" if value is None or value != value else value for value in row]


output = Output()
