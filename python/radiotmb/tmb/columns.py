"""Blocks of columns: what every format becomes, and all that a filter may ask for.

One row is an alternate allele in a sample. What is costly (counts, annotation) is worked out when
it is first asked for, and only for the rows that are asked about.

Arrow's arrays are made of their buffers here: ``pyarrow.array()`` loads pandas to look at what it
is given, which takes longer than a usual file does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa


class Coded(NamedTuple):
    """Texts that repeat: a code for each row, and the text of each code.

    Examples
    --------
    >>> coded(pa.array(["PASS", "LowQual", "PASS"])).where({"PASS"})
    array([ True, False,  True])
    """

    codes: np.ndarray
    names: list[str]

    def where(self, wanted: Iterable[str]) -> np.ndarray:
        """Which rows hold one of some texts."""
        chosen = frozenset(wanted)
        return self.map(lambda name: name in chosen, bool)

    def map(self, function: Callable[[str], object], dtype: type) -> np.ndarray:
        """A function of the text, worked out once for each different one."""
        values: np.ndarray = np.array([function(name) for name in self.names], dtype=dtype)
        return values[self.codes] if len(values) else np.zeros(len(self.codes), dtype=dtype)

    def take(self, rows: np.ndarray) -> Coded:
        """Some rows."""
        return Coded(self.codes[rows], self.names)

    def texts(self) -> pa.DictionaryArray:
        """The texts themselves, dictionary-encoded; an empty one is missing."""
        empty = self.map(lambda name: not name, bool) if "" in self.names else None
        codes = arrow_numbers(self.codes.astype(np.int32, copy=False), empty)
        return pa.DictionaryArray.from_arrays(codes, arrow_texts(self.names))


def constant(text: str, count: int) -> Coded:
    """One text for every row."""
    return Coded(np.zeros(count, dtype=np.int32), [text])


def decoded(raw: bytes | None) -> str:
    """Bytes of a file as text; what is no UTF-8 is replaced."""
    return "" if raw is None else raw.decode("utf-8", "replace")


def arrow_texts(texts: Sequence[str]) -> pa.Array:
    """Texts as an Arrow array.

    Examples
    --------
    >>> arrow_texts(["KRAS", "", "é"]).to_pylist()
    ['KRAS', '', 'é']
    """
    raw = [text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(raw) + 1, dtype=np.int32)
    np.cumsum([len(one) for one in raw], out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(raw))]
    return pa.Array.from_buffers(pa.string(), len(raw), buffers)


def arrow_numbers(values: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Numbers, or truth values, as an Arrow array.

    Examples
    --------
    >>> arrow_numbers(np.array([1.5, 2]), np.array([False, True])).to_pylist()
    [1.5, None]
    >>> arrow_numbers(np.array([True, False])).to_pylist()
    [True, False]
    """
    known = None
    if missing is not None and missing.any():
        known = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    kind = pa.from_numpy_dtype(values.dtype)
    plain = np.packbits(values, bitorder="little") if kind == pa.bool_() else values
    own = pa.py_buffer(np.ascontiguousarray(plain))
    return pa.Array.from_buffers(kind, len(values), [known, own])


def as_text(array: pa.Array) -> pa.Array:
    """Binary values as text; what is no UTF-8 is replaced."""
    if array.type == pa.string():
        return array
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        return arrow_texts([decoded(raw) for raw in array.to_pylist()])


def coded(array: pa.Array) -> Coded:
    """Texts as codes; a missing one is empty."""
    if not pa.types.is_dictionary(array.type):
        array = array.fill_null("" if array.type == pa.string() else b"").dictionary_encode()
    names = as_text(array.dictionary).to_pylist()
    return Coded(array.indices.to_numpy(zero_copy_only=False).astype(np.int32), names)


def encoded(texts: pa.Array) -> pa.DictionaryArray:
    """Texts, dictionary-encoded; an empty one is missing.

    Examples
    --------
    >>> encoded(pa.array(["KRAS", "", "KRAS"])).to_pylist()
    ['KRAS', None, 'KRAS']
    """
    if not pa.types.is_dictionary(texts.type):
        found = as_text(texts).dictionary_encode()
    elif texts.null_count or texts.type.index_type != pa.int32():
        return coded(texts).texts()
    else:
        found = pa.DictionaryArray.from_arrays(texts.indices, as_text(texts.dictionary))
    empty = np.flatnonzero(np.diff(_offsets(found.dictionary)) == 0)
    if not len(empty):
        return found
    first, codes = found.indices.offset, np.frombuffer(found.indices.buffers()[1], dtype=np.int32)
    codes = codes[first : first + len(found)]
    known = arrow_numbers(codes, codes == empty[0])
    return pa.DictionaryArray.from_arrays(known, found.dictionary)


class Reads(NamedTuple):
    """Reads at each site, with the reference, with the allele, and their share; NaN if unknown."""

    depth: np.ndarray
    ref_depth: np.ndarray
    alt_depth: np.ndarray
    fraction: np.ndarray


def no_reads(count: int) -> Reads:
    """Nothing is known of any row."""
    return Reads(*np.full((4, count), np.nan))


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """A share of reads: at most 1, and 0 where there is no read at all."""
    whole = np.maximum(whole, part)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.where(np.isnan(whole), np.nan, 0.0))


class Effects(NamedTuple):
    """Whether each row's consequence counts, the gene and the term it is reported with."""

    counts: np.ndarray
    gene: pa.Array
    term: Coded


class Columns:
    """A block of alleles.

    Attributes
    ----------
    lines : numpy.ndarray of int
        Line of the file each row comes from.
    sample, chrom, filter : Coded
    asks_all : bool
        Whether every row is reported with its consequence, whatever removes it.
    pos : numpy.ndarray of int64
        1-based.
    ref, alt : pyarrow.Array of string
    """

    lines: np.ndarray
    sample: Coded
    chrom: Coded
    filter: Coded
    pos: np.ndarray
    ref: pa.Array
    alt: pa.Array
    asks_all = False
    _known: Effects | None = None

    def __len__(self) -> int:
        return len(self.pos)

    def carried(self) -> np.ndarray:
        """1 where the sample's genotype has the allele, 0 where it has not, -1 where unknown."""
        return np.full(len(self), -1, dtype=np.int8)

    @cached_property
    def reads(self) -> Reads:
        """Depth and fraction of every row."""
        return no_reads(len(self))

    def effects(self, asked: np.ndarray) -> Effects:
        """Consequences of the rows asked for; the others count for nothing here."""
        raise NotImplementedError

    def known_effects(self, asked: np.ndarray) -> Effects:
        """Consequences as they were first asked for; of all rows where ``asks_all`` is set."""
        if self._known is None:
            self._known = self.effects(np.ones(len(self), bool) if self.asks_all else asked)
        return self._known

    def frequency(self, rows: np.ndarray) -> np.ndarray:
        """Population frequency of some rows by the assay's ``info_tag``; NaN where unknown."""
        return np.full(len(rows), np.nan)

    def status(self) -> Coded:
        """What the caller says a row is: ``germline``, ``loh``, or nothing."""
        return constant("", len(self))

    def normal_fraction(self) -> np.ndarray:
        """The allele's share of the normal sample's reads; NaN where unknown."""
        return np.full(len(self), np.nan)

    def info_value(self, tag: str) -> np.ndarray:
        """A number of the record (INFO tag or column); NaN where it is absent."""
        return np.full(len(self), np.nan)

    def phase(self, row: int) -> tuple | None:
        """What two alleles of one haplotype share; None where the file does not phase it."""
        return None

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return (*_length_and_base(self.ref), *_length_and_base(self.alt))

    @property
    def ref_length(self) -> np.ndarray:
        """Letters of the reference allele, a dash included."""
        return self._ends[0]

    @property
    def alt_length(self) -> np.ndarray:
        """Letters of the alternate allele, a dash included."""
        return self._ends[2]

    @property
    def ref_base(self) -> np.ndarray:
        """The first letter of the reference allele, upper case, as its code."""
        return self._ends[1]

    @property
    def alt_base(self) -> np.ndarray:
        """The first letter of the alternate allele, upper case, as its code."""
        return self._ends[3]

    def is_snv(self) -> np.ndarray:
        """Whether both alleles are one base."""
        bases = _IS_BASE[self.ref_base] & _IS_BASE[self.alt_base]
        return (self.ref_length == 1) & (self.alt_length == 1) & bases


# Of each letter's code, which is several times as fast as np.isin().
_IS_BASE = np.isin(np.arange(256), np.frombuffer(b"ACGT", dtype=np.uint8))


def _offsets(texts: pa.Array) -> np.ndarray:
    """Where each text begins in the array's letters, and the last one ends."""
    # Of no text there may be no buffer.
    every = np.frombuffer(texts.buffers()[1] or bytes(4), dtype=np.int32)
    return every[texts.offset : texts.offset + len(texts) + 1]


def _length_and_base(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    ends = _offsets(texts)
    lengths = np.diff(ends)
    data = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)
    if not len(data):
        return lengths, np.zeros(len(texts), dtype=np.uint8)
    first = data[np.minimum(ends[:-1], len(data) - 1)]
    letter = ((first | 0x20) >= ord("a")) & ((first | 0x20) <= ord("z"))
    return lengths, np.where(lengths > 0, np.where(letter, first & 0xDF, first), 0)


class PercentColumn(Exception):
    """A column of fractions holds values over 1: all of it is percent.

    The file is then read again: whether a column is percent is not told by one value. ``example``
    is one of these, with its line.
    """

    def __init__(self, tag: Hashable, example: str) -> None:
        super().__init__(tag)
        self.tag, self.example = tag, example


def count_over_one(counts: Counter, tag: Hashable, values: np.ndarray) -> None:
    """Count the values of a column in percent, and those that no fraction can have."""
    counts[tag, "over 1"] += int((values > 1).sum())
    counts[tag, "known"] += int((~np.isnan(values)).sum())


class Layout(NamedTuple):
    """What a reader recognised in a file, for notes and for the checks before the first row."""

    kind: str
    annotator: str | None
    transcripts: str
    evidence: str
    has_depth: bool
    has_fraction: bool
    build: str | None = None
    contigs: dict[str, int] = {}  # noqa: RUF012
    has_status: bool = False
    normal: str | None = None
    tags: frozenset[str] = frozenset()
