"""What MAF and Ion Reporter's TSV have in common: named columns between tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from radiotmb.errors import InputError
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.variant import Layout


class ColumnFile:
    """A text table whose header names its columns.

    Parameters
    ----------
    path : path
    depth_tag, fraction_tag, frequency_tag : str, optional
        Columns to use instead of the recognised ones.

    Raises
    ------
    InputError
        Naming the file and the line or column.
    """

    kind: ClassVar[str] = ""
    layout: Layout

    def __init__(
        self,
        path: Path,
        *,
        depth_tag: str | None = None,
        fraction_tag: str | None = None,
        frequency_tag: str | None = None,
    ) -> None:
        self.path = Path(path)
        self._lines = read_lines(self.path)
        self._line = 0
        self.columns = self._read_columns()
        self.depth_tag = self._column(depth_tag, "--depth-tag")
        self.fraction_tag = self._column(fraction_tag, "--fraction-tag")
        self.frequency_tag = self._column(frequency_tag, "germline info_tag")

    def _read_columns(self) -> Mapping[str, int]:
        """Each column's place, by the name this project has for it."""
        raise NotImplementedError

    @staticmethod
    def _spelling(name: str) -> str:
        raise NotImplementedError

    def _column(self, wish: str | None, option: str) -> str | None:
        if wish is None:
            return None
        name = self._spelling(wish.rpartition("/")[2])
        if name not in self.columns:
            raise InputError(
                f"no column '{wish}'",
                file=self.path,
                hint=f"{option} names a column of the {self.kind}",
            )
        return name

    def _rows(self) -> Iterator[list[str]]:
        """The cells of each row that is no comment."""
        for line in self._lines:
            self._line += 1
            if line and not line.startswith(b"#"):
                yield line.decode("utf-8", "replace").split("\t")

    def _not_as_expected(self, what: str, expected: str) -> InputError:
        where = f"line {max(self._line, 1)}"
        return InputError(what, file=self.path, where=where, expected=expected)
