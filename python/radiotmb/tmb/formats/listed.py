"""Tables of rare formats, read row by row into the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Coded, Columns, Effects, Reads, arrow_texts, coded, constant
from radiotmb.tmb.consequence import Effect, worst_effect
from radiotmb.tmb.formats.table_file import TableFile
from radiotmb.tmb.resources import Resources

NAN = float("nan")


@dataclass
class Row:
    """One alternate allele of a row."""

    line: int
    chrom: str
    pos: int
    ref: str
    alt: str
    filter: str = "."
    carried: int = -1
    effects: Sequence[Effect] = field(default_factory=tuple)
    depth: float = NAN
    ref_depth: float = NAN
    alt_depth: float = NAN
    fraction: float = NAN
    frequency: float = NAN


class ListedColumns(Columns):
    """A block of rows.

    Parameters
    ----------
    rows : sequence of Row
    sample : str
    wanted : frozenset of str
        Sequence Ontology terms that count.
    """

    def __init__(self, rows: Sequence[Row], sample: str, wanted: frozenset[str]) -> None:
        self._listed, self._wanted = rows, wanted
        self.lines = np.array([row.line for row in rows], dtype=np.int64)
        self.pos = np.array([row.pos for row in rows], dtype=np.int64)
        self.chrom = coded(_texts(row.chrom for row in rows))
        self.filter = coded(_texts(row.filter for row in rows))
        self.ref = _texts(row.ref for row in rows)
        self.alt = _texts(row.alt for row in rows)
        self.sample = constant(sample, len(rows))

    def carried(self) -> np.ndarray:
        return np.array([row.carried for row in self._listed], dtype=np.int8)

    @cached_property
    def reads(self) -> Reads:
        names = ("depth", "ref_depth", "alt_depth", "fraction")
        return Reads(*(np.array([getattr(r, n) for r in self._listed], float) for n in names))

    def effects(self, asked: np.ndarray) -> Effects:
        found = [worst_effect(row.effects, self._wanted) for row in self._listed]
        terms = ["", *dict.fromkeys(effect.term for effect, _ in found if effect.term)]
        codes = np.array([terms.index(effect.term) for effect, _ in found], dtype=np.int32)
        gene = _texts(effect.gene for effect, _ in found)
        return Effects(np.array([c for _, c in found], dtype=bool), gene, Coded(codes, terms))

    def frequency(self, rows: np.ndarray) -> np.ndarray:
        return np.array([self._listed[row].frequency for row in rows.tolist()], dtype=float)


def _texts(values: Iterable[str]) -> pa.Array:
    return arrow_texts(list(values))


class ListedFile(TableFile):
    """A table of one sample, of which each row is read by itself.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        The sample's name; the file's own otherwise.
    """

    def __init__(
        self, path: Path, assay: Assay, resources: Resources, sample: str | None = None
    ) -> None:
        super().__init__(path)
        self.sample = sample or self.path.name.split(".")[0]
        self.wanted = assay.wanted

    def rows_of(self, line: int, cells: list[str]) -> list[Row]:
        """The alleles of one row; none where it cannot be used."""
        raise NotImplementedError

    def own_samples(self) -> list[str]:
        """The one sample of the file."""
        return [self.sample]

    def blocks(self) -> Iterator[ListedColumns]:
        """The alleles of all rows."""
        self.begin()
        for lines, text in self.texts():
            rows: list[Row] = []
            texts = text.decode("utf-8", "replace").rstrip("\n").split("\n") if len(lines) else []
            for line, row in zip(lines.tolist(), texts, strict=False):
                self.rows_read += 1
                rows += self.rows_of(line, row.split("\t"))
            if rows:
                yield ListedColumns(rows, self.sample, self.wanted)

    def cell(self, cells: list[str], name: str) -> str:
        """A row's cell of one column, empty where there is none."""
        place = self.names.get(name)
        return "" if place is None or place >= len(cells) else cells[place].strip()
