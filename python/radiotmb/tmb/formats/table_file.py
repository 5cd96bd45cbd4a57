"""Text tables whose header names their columns: MAF, Ion Reporter's and ANNOVAR's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.tmb.columns import Layout
from radiotmb.tmb.formats.text_block import numbers
from radiotmb.tmb.lines import line_blocks, read_lines
from radiotmb.tmb.read_ahead import is_large, read_ahead

_CODED = pa.dictionary(pa.int32(), pa.binary())
_NEWLINE, _HASH = b"\n#"


class TableFile:
    """A text table whose header names its columns.

    Parameters
    ----------
    path : path

    Raises
    ------
    InputError
        Naming the file and the line or column.
    """

    kind: ClassVar[str] = ""
    repeated: frozenset[str] = frozenset()  # columns of few different texts
    layout: Layout

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.comments: list[str] = []
        self.header_lines = 0
        self.quoted = False
        self.percent: set = set()
        self.over_one: Counter = Counter()
        self.names = self._read_names()
        self.bad_rows: dict[str, list[tuple[int, str]]] = {}
        self.rows_read = 0

    def names_of(self, cells: Sequence[str]) -> dict[str, int] | None:
        """Each column's place, by this project's name for it; None where it is no header."""
        raise NotImplementedError

    def missing_header(self) -> InputError:
        """The error of a file without the header that is expected."""
        raise NotImplementedError

    def _read_names(self) -> dict[str, int]:
        for line in read_lines(self.path):
            self.header_lines += 1
            if not line:
                continue
            self.quoted = line.startswith(b'"')
            text = line.replace(b'"', b"").decode("utf-8-sig", "replace")
            found = self.names_of(text.lstrip("#").split("\t"))
            if found is not None:
                self.width = text.count("\t") + 1
                return found
            if not line.startswith(b"#"):
                break
            self.comments.append(text)
        raise self.missing_header()

    def own_column(self, wish: str | None, option: str) -> str | None:
        """The name of a column that an option asks for."""
        if wish is None:
            return None
        name = self.spelling(wish.rpartition("/")[2])
        if name not in self.names:
            raise InputError(
                f"no column '{wish}'",
                file=self.path,
                hint=f"{option} names a column of the {self.kind}",
            )
        return name

    @staticmethod
    def spelling(name: str) -> str:
        """A column's name as this project writes it."""
        return name.strip()

    def not_as_expected(self, what: str, expected: str, line: int | None = None) -> InputError:
        """An error at a line, the header's by default."""
        where = f"line {line or max(self.header_lines, 1)}"
        return InputError(what, file=self.path, where=where, expected=expected)

    def begin(self) -> None:
        """Forget what an earlier reading of the rows remembered."""
        self.rows_read = 0
        self.bad_rows.clear()

    def bad_row(self, line: int, what: str, consequence: str) -> None:
        """Remember a row that cannot be used as it stands."""
        self.bad_rows.setdefault(consequence, []).append((line, what))

    def finish(self) -> None:
        """Say which rows were bad; stop where no row could be used.

        Raises
        ------
        InputError
            With the first bad row's reason.
        """
        every = sorted(row for rows in self.bad_rows.values() for row in rows)
        if every and len({line for line, _ in every}) >= self.rows_read:
            line, what = every[0]
            raise InputError(what, file=self.path, where=f"line {line}", expected="a usable row")
        # Rows may be found bad by the thread that reads ahead: the order is the file's.
        for rows in self.bad_rows.values():
            rows.sort(key=itemgetter(0))
        for consequence, rows in sorted(
            self.bad_rows.items(), key=lambda one: (one[1][0][0], one[0])
        ):
            listed = name_some((f"line {line}: {what}" for line, what in rows), separator="; ")
            count = len({line for line, _ in rows})
            said = f"rows {consequence} ({count}): {listed}"
            remedy = "Mend these rows, or accept the result as it is"
            add_note(Note("warning", "burden", self.path.name, said, remedy))

    def texts(self) -> Iterator[tuple[np.ndarray, bytes]]:
        """Blocks of rows with their line numbers, without comments and blank lines."""
        line, skip = 1, self.header_lines
        for block in line_blocks(self.path):
            text = bytes(block)
            while skip and text:
                text = text[text.index(b"\n") + 1 :]
                skip, line = skip - 1, line + 1
            if not text:
                continue
            # The header may be bare where the cells are quoted.
            self.quoted = self.quoted or (not skip and text.startswith(b'"'))
            if self.quoted:
                text = text.replace(b'"', b"")
            data = np.frombuffer(text, dtype=np.uint8)
            ends = np.flatnonzero(data == _NEWLINE)
            count, first = len(ends), data[np.append(0, ends[:-1] + 1)]
            if b"\r" in text or ((first == _NEWLINE) | (first == _HASH)).any():
                yield self._mended(line, text)
            else:
                yield np.arange(line, line + count), text
            line += count

    def _mended(self, first: int, text: bytes) -> tuple[np.ndarray, bytes]:
        lines, kept = [], []
        for number, row in enumerate(text.split(b"\n"), start=first):
            row = row.rstrip(b"\r")
            if row and not row.startswith(b"#"):
                lines.append(number)
                kept.append(row + b"\n")
        return np.array(lines, dtype=np.int64), b"".join(kept)

    def tables(self, columns: Sequence[str]) -> Iterator[tuple[np.ndarray, pa.Table]]:
        """Blocks of rows as Arrow tables (binary columns), with their line numbers."""
        made = self.tables_as_asked(columns)
        yield from read_ahead(made) if is_large(self.path) else made

    def tables_as_asked(self, columns: Sequence[str]) -> Iterator[tuple[np.ndarray, pa.Table]]:
        """The same, each made when it is asked for."""
        for lines, text in self.texts():
            if not len(lines):
                continue
            self.rows_read += len(lines)
            table = self._parsed(text, columns)
            if table is None or len(table) != len(lines):
                lines, text = self._to_width(lines, text)
                if not len(lines):
                    continue
                table = self._parsed(text, columns)
            if table is None or len(table) != len(lines):
                raise self.not_as_expected("not a table", "columns between tabs", int(lines[0]))
            yield lines, table

    def _to_width(self, lines: np.ndarray, text: bytes) -> tuple[np.ndarray, bytes]:
        """Rows of another width than the header's, padded or left out; each is remembered.

        Of a row with more cells none is known to be in its column.
        """
        rows, kept = [], []
        for line, row in zip(lines.tolist(), text.rstrip(b"\n").split(b"\n"), strict=True):
            cells = row.split(b"\t")
            if len(cells) != self.width:
                what = f"{len(cells)} columns between tabs, {self.width} in the header"
                if any(cells[self.width :]):
                    self.bad_row(line, what, "with more columns than the header were left out")
                    continue
                # Tabs at the end hold nothing.
                if len(cells) < self.width:
                    self.bad_row(line, what, "have another number of columns than the header")
                cells = (cells + [b""] * self.width)[: self.width]
            kept.append(line)
            rows.append(b"\t".join(cells) or b"\t")
        return np.array(kept, dtype=np.int64), b"".join(row + b"\n" for row in rows)

    def _parsed(self, text: bytes, columns: Sequence[str]) -> pa.Table | None:
        import pyarrow.csv as csv

        names = [str(place) for place in range(self.width)]
        wanted = {str(self.names[name]): name for name in columns if name in self.names}
        try:
            found = csv.read_csv(
                pa.BufferReader(text),
                csv.ReadOptions(column_names=names, block_size=len(text) + 1),
                csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False),
                csv.ConvertOptions(
                    include_columns=list(wanted),
                    column_types={
                        place: _CODED if name in self.repeated else pa.binary()
                        for place, name in wanted.items()
                    },
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        return found.rename_columns([wanted[place] for place in wanted]).combine_chunks()


def column_numbers(values: pa.Array | pa.ChunkedArray, comma: bool = False) -> np.ndarray:
    """A column's numbers: NaN where there is none, -1 where it is no number of at least 0."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    offsets, letters = values.buffers()[1:]
    ends = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    places = ends.astype(np.int64)
    text = b"" if letters is None else memoryview(letters)
    return numbers(text, places[:-1], places[1:], 1, comma)[:, 0]
