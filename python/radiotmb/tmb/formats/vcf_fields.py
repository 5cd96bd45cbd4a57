"""The tags of a block of VCF lines as numbers, one row for each alternate allele."""

from __future__ import annotations

from functools import cached_property
from typing import NoReturn

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.columns import Columns, PercentColumn, constant, count_over_one
from radiotmb.tmb.formats.read_counts import Tag
from radiotmb.tmb.formats.text_block import TextBlock, numbers, slices
from radiotmb.tmb.formats.vcf_file import VcfFile

_ALT, _INFO, _KEYS = 4, 7, 8
_MOST_VALUES = 64  # of a list that are read: far more than a site has alleles


class VcfFields(Columns):
    """A block of VCF lines and the tags of its records.

    It is what a scheme of read counts asks (:class:`radiotmb.tmb.formats.read_counts.Fields`).
    """

    def __init__(self, file: VcfFile, block: TextBlock, lines: np.ndarray) -> None:
        self._file, self._block = file, block
        self._counted: set[Tag] = set()
        starts, stops = block.bounds(_ALT)
        self._record, self.index, self._alt = _split_alternates(block, starts, stops)
        self.alone = np.bincount(self._record, minlength=len(block))[self._record] == 1
        self.lines = lines[self._record]
        self.pos = block.positions[self._record]
        self.sample = constant(file.sample, len(self.pos))
        self.alt = block.texts(*self._alt)

    @cached_property
    def _call(self) -> tuple[np.ndarray, np.ndarray]:
        file = self._file
        if file.column is None:
            absent = np.full((len(self._block), len(file.format_tags)), -1)
            return absent, absent
        return self._of_call(file.column)

    def _of_call(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        block = self._block
        return slices(block.text, block.bounds(_KEYS), block.bounds(column), self._file.format_tags)

    @cached_property
    def _info(self) -> tuple[np.ndarray, np.ndarray]:
        block = self._block
        return slices(block.text, None, block.bounds(_INFO), self._file.info_tags)

    def _slice(self, tag: Tag) -> tuple[np.ndarray, np.ndarray]:
        """Where a tag's value stands in each record."""
        place, name = tag
        tags = self._file.format_tags if place == "FORMAT" else self._file.info_tags
        if name not in tags:
            absent = np.full(len(self._block), -1, dtype=np.int64)
            return absent, absent
        starts, stops = self._call if place == "FORMAT" else self._info
        column = tags.index(name)
        return starts[:, column], stops[:, column]

    def many(self, tag: Tag, width: int) -> np.ndarray:
        """The first values of each row's list (rows x width)."""
        return self._numbers(tag, width)[self._record]

    def one(self, tag: Tag) -> np.ndarray:
        """The first value."""
        return self.many(tag, 1)[:, 0]

    def nth(self, tag: Tag) -> np.ndarray:
        """The value of each row's own alternate, or the only value there is."""
        width = 1 if self.alone.all() else self._most_values(tag)
        return _own(self.many(tag, width), self.index)

    def fraction(self, tag: Tag) -> np.ndarray:
        """The same of a share between 0 and 1."""
        comma = self._file.header.tags.get(tag) == "1"
        width = 1 if comma or self.alone.all() else self._most_values(tag)
        values = self._numbers(tag, width, comma)
        if tag in self._file.percent:
            if tag not in self._counted:
                count_over_one(self._file.over_one, tag, values)
                self._counted.add(tag)
            values = values / 100
        over = np.nonzero((values > 1).any(axis=1))[0]
        if len(over):
            start, stop = (bound[over[0]] for bound in self._slice(tag))
            raw = self._block.between(start, stop)
            if tag in self._file.percent or b"%" in raw or float(values[over[0]].max()) > 100:
                self._refuse(
                    tag, raw, over[0], "a fraction of at most 1, or of at most 100 percent"
                )
            line = int(self.lines[np.searchsorted(self._record, over[0])])
            raise PercentColumn(tag, f"line {line}: '{raw.decode('utf-8', 'replace')[:40]}'")
        return _own(values[self._record], self.index)

    def counts_of_alleles(self, tag: Tag) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of a list over all alleles: the reference's, the row's own, and the sum of the known."""
        values = self.many(tag, self._most_values(tag))
        own = values[np.arange(len(values)), self.index + 1]
        nothing = np.isnan(values).all(axis=1)
        return values[:, 0], own, np.where(nothing, np.nan, np.nansum(values, axis=1))

    def _most_values(self, tag: Tag) -> int:
        """At least as many as any list of the block has, whatever its records' alternates."""
        starts, stops = self._slice(tag)
        longest = int((stops - starts).max(initial=0))
        return max(int(self.index.max(initial=0)) + 2, min(longest // 2 + 1, _MOST_VALUES))

    def bases(self) -> tuple[np.ndarray, np.ndarray]:
        """Codes of the reference's and the alternate's base; 0 where it is no single base."""
        single = (self.ref_length == 1) & (self.alt_length == 1)
        return np.where(single, self.ref_base, 0), np.where(single, self.alt_base, 0)

    def _numbers(self, tag: Tag, width: int, comma: bool = False) -> np.ndarray:
        starts, stops = self._slice(tag)
        values = numbers(self._block.text, starts, stops, width, comma)
        bad = np.nonzero((values < 0).any(axis=1))[0]
        if len(bad) and self._file.needs_reads:
            raw = self._block.between(starts[bad[0]], stops[bad[0]])
            self._refuse(tag, raw, bad[0], "a number >= 0")
        return np.where(values < 0, np.nan, values) if len(bad) else values

    def _refuse(self, tag: Tag, raw: bytes, record: int, expected: str) -> NoReturn:
        line = int(self.lines[np.searchsorted(self._record, record)])
        shown = raw.decode("utf-8", "replace")[:40]
        raise InputError(
            f"{tag[1]} is '{shown}'",
            file=self._file.path,
            where=f"line {line}",
            expected=expected,
        )


def _own(values: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Each row's own value of its list; the only value where the list has one."""
    own = values[np.arange(len(values)), np.minimum(index, values.shape[1] - 1)]
    if values.shape[1] > 1:
        single = np.isnan(values[:, 1:]).all(axis=1)
        own = np.where(single & (index > 0), values[:, 0], own)
    return own


def _split_alternates(
    block: TextBlock, starts: np.ndarray, stops: np.ndarray
) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Record, place among its alternates, and bounds of each alternate allele."""
    count = len(block)
    several = {}
    for record in np.flatnonzero(stops - starts > 2).tolist():
        text = block.between(starts[record], stops[record])
        if b"," in text:
            several[record] = text.split(b",")
    if not several:
        return np.arange(count), np.zeros(count, dtype=np.int64), (starts, stops)
    lengths = np.ones(count, dtype=np.int64)
    for record, alts in several.items():
        lengths[record] = len(alts)
    record_of = np.repeat(np.arange(count), lengths)
    first = np.cumsum(lengths) - lengths
    index = np.arange(len(record_of)) - first[record_of]
    begin, end = starts[record_of].copy(), stops[record_of].copy()
    for record, alts in several.items():
        at = starts[record]
        for place, alt in enumerate(alts):
            row = first[record] + place
            begin[row], end[row] = at, at + len(alt)
            at += len(alt) + 1
    return record_of, index, (begin, end)
