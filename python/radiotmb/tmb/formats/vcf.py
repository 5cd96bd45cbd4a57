"""VCF and BCF as blocks of columns.

A block of lines is cut, its tags are found and its numbers read in C; what is written otherwise
than usual (several alternates, another annotation than entries between bars) is decoded here into
the same columns.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.tmb import _blocks
from radiotmb.tmb.alleles import is_position
from radiotmb.tmb.annotators import Annotator
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.columns import Coded, Columns, Effects, Reads, as_text, coded, constant, gather
from radiotmb.tmb.consequence import Effect, effect_rank, worst_effect
from radiotmb.tmb.formats.percent import PercentColumn
from radiotmb.tmb.formats.read_counts import Tag
from radiotmb.tmb.formats.text_block import Cutter, TextBlock, numbers, slices, text_block
from radiotmb.tmb.formats.vcf_file import VcfFile, batches
from radiotmb.tmb.formats.vcf_header import read_header
from radiotmb.tmb.in_order import in_order
from radiotmb.tmb.lines import line_blocks
from radiotmb.tmb.resources import Resources

_POS, _REF, _ALT, _FILTER, _INFO, _KEYS = 1, 3, 4, 6, 7, 8
_LARGE = 16 << 20  # many smaller files are spread over workers instead
_MOST_TERMS = 1000
_MOST_VALUES = 64  # of a list that are read: far more than a site has alleles
_NONE, _DECODE, _ELSEWHERE = -1, -2, -3
_CONTROL = bytes.maketrans(bytes(range(9)), b"?" * 9)


class VcfReader(VcfFile):
    """A VCF or BCF, read block by block.

    Parameters
    ----------
    path, assay, resources, sample
        As :class:`radiotmb.tmb.formats.vcf_file.VcfFile` has them.
    span : Span, optional
        One part of a BGZF file.
    """

    def __init__(
        self,
        path: Path,
        assay: Assay,
        resources: Resources,
        sample: str | None = None,
        span: Span | None = None,
    ) -> None:
        super().__init__(path, assay, resources, sample)
        self._span = span

    def own_samples(self) -> list[str]:
        """The one sample that is read."""
        return [self.sample]

    def finish(self) -> None:
        """Nothing is left to say."""

    def blocks(self) -> Iterator[VcfColumns]:
        """The records from first to last.

        Raises
        ------
        InputError
            Naming the file and the line.
        PercentColumn
            Where the file must be read again with that column in percent.
        """
        cutter = Cutter()

        def cut(text: bytes | memoryview) -> TextBlock | bytes:
            block = text_block(text, self.width, cutter)
            return bytes(text) if block is None else block

        terms = TermTable(self.annotator, self.wanted)
        # A small file is done before a thread has begun.
        large = self.source.stat().st_size > _LARGE
        line = self.header.lines + 1
        texts = _records(self, self._span)
        for found in in_order(cut, texts) if large else map(cut, texts):
            if isinstance(found, TextBlock):
                yield VcfColumns(self, found, np.arange(line, line + len(found)), terms)
                line += len(found)
                continue
            exact = self._span is None or self._span.start == 0
            lines, whole = _mended(self, line, found, exact)
            line += found.count(b"\n")
            if len(lines):
                block = text_block(whole, self.width)
                if block is None:
                    raise InputError("not VCF records", file=self.path, where=f"line {lines[0]}")
                yield VcfColumns(self, block, lines, terms)


def _records(file: VcfFile, span: Span | None) -> Iterator[bytes | memoryview]:
    """The records as blocks of whole lines."""
    if file.is_bcf:
        yield from batches(read_header(file.source)[1])
        return
    for block in line_blocks(file.source, span):
        if block[:1] == b"#":
            text = bytes(block)
            start = 0
            while text[start : start + 1] == b"#":
                start = text.index(b"\n", start) + 1
            block = memoryview(text)[start:]
        if len(block):
            yield block


def _mended(file: VcfFile, first: int, text: bytes, exact: bool) -> tuple[np.ndarray, bytes]:
    """An irregular block made regular: blank lines and foreign ends go, damage is named."""
    numbers_, kept = [], []
    for number, line in enumerate(text.split(b"\n"), start=first):
        line = line.rstrip(b"\r").translate(_CONTROL)
        if not line:
            continue
        where = f"line {number}" if exact else "a later line"
        cells = line.split(b"\t")
        if len(cells) != file.width:
            if len(cells) < 8 or file.header.samples:
                raise InputError(
                    f"{len(cells)} columns between tabs",
                    file=file.path,
                    where=where,
                    expected=f"{file.width}, as the header has them",
                )
            cells = cells[: file.width]
        position = cells[_POS].strip()
        if not is_position(position):
            raise InputError(
                f"the position is '{cells[_POS].decode('utf-8', 'replace')[:40]}'",
                file=file.path,
                where=where,
                expected="a whole number >= 0",
            )
        if not cells[0] or not cells[_REF]:
            raise InputError("CHROM or REF is empty", file=file.path, where=where)
        cells[_POS] = str(int(position)).encode()
        cells[_ALT] = cells[_ALT] or b"."
        numbers_.append(number)
        kept.append(b"\t".join(cells) + b"\n")
    return np.array(numbers_, dtype=np.int64), b"".join(kept)


class TermTable:
    """The consequences of a file as they are written, with what each is reported as.

    Parameters
    ----------
    annotator : Annotator, optional
    wanted : frozenset of str
        Sequence Ontology terms that count.
    """

    def __init__(self, annotator: Annotator | None, wanted: frozenset[str]) -> None:
        self._annotator, self._wanted = annotator, wanted
        self.raw: list[bytes] = []
        self.ranks = np.zeros(_MOST_TERMS, dtype=np.int64)
        self.names: list[str] = [""]
        self._codes: dict[str, int] = {"": 0}
        self.reported = np.zeros(_MOST_TERMS, dtype=np.int32)

    def code(self, term: str) -> int:
        """The code of a reported term."""
        if term not in self._codes:
            self._codes[term] = len(self.names)
            self.names.append(term)
        return self._codes[term]

    def learn(self, raw: bytes) -> bool:
        """Take in a consequence that was not met before; False where there is no more room."""
        if len(self.raw) >= _MOST_TERMS or self._annotator is None:
            return False
        terms = self._annotator.terms_of(raw.decode("utf-8", "replace"))
        effect, _ = worst_effect([Effect("", term) for term in terms], self._wanted)
        place = len(self.raw)
        self.raw.append(raw)
        self.ranks[place] = effect_rank(effect.term, self._wanted)
        self.reported[place] = self.code(effect.term)
        return True


class VcfColumns(Columns):
    """A block of VCF lines, one row for each alternate allele."""

    def __init__(
        self, file: VcfFile, block: TextBlock, lines: np.ndarray, terms: TermTable
    ) -> None:
        self._file, self._block, self._terms = file, block, terms
        starts, stops = block.bounds(_ALT)
        self._record, self.index, self._alt = _split_alternates(block, starts, stops)
        self.alone = np.bincount(self._record, minlength=len(block))[self._record] == 1
        self.lines = lines[self._record]
        self.pos = block.positions[self._record]
        self.sample = constant(file.sample, len(self.pos))
        self.alt = as_text(gather(block.data, *self._alt))

    @cached_property
    def chrom(self) -> Coded:  # type: ignore[override]
        return self._coded_column(0)

    @cached_property
    def filter(self) -> Coded:  # type: ignore[override]
        return self._coded_column(_FILTER)

    @cached_property
    def ref(self) -> pa.Array:
        return as_text(self._rows(self._block.column(_REF)))

    def _coded_column(self, column: int) -> Coded:
        found = coded(self._block.column(column))
        return Coded(found.codes[self._record], found.names)

    def _rows(self, of_records: pa.Array) -> pa.Array:
        return of_records if self.alone.all() else of_records.take(pa.array(self._record))

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

    # ---- what a scheme of read counts asks for -------------------------------------------

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
            values = values / 100
        over = np.nonzero((values > 1).any(axis=1))[0]
        if len(over):
            start, stop = (bound[over[0]] for bound in self._slice(tag))
            raw = self._block.between(start, stop)
            if tag in self._file.percent or b"%" in raw or float(values[over[0]].max()) > 100:
                self._refuse(
                    tag, raw, over[0], "a fraction of at most 1, or of at most 100 percent"
                )
            raise PercentColumn(tag)
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

    def _refuse(self, tag: Tag, raw: bytes, record: int, expected: str) -> None:
        line = int(self.lines[np.searchsorted(self._record, record)])
        shown = raw.decode("utf-8", "replace")[:40]
        raise InputError(
            f"{tag[1]} is '{shown}'",
            file=self._file.path,
            where=f"line {line}",
            expected=expected,
        )

    @cached_property
    def reads(self) -> Reads:
        return self._file.scheme.read(self)

    # ---- what filters ask for -------------------------------------------------------------

    def carried(self) -> np.ndarray:
        genotype = coded(gather(self._block.data, *self._slice(("FORMAT", "GT"))))
        answers = [_alleles_of(name) for name in genotype.names]
        most = int(self.index.max(initial=0)) + 1
        table = np.array(
            [[_carries(alleles, place) for place in range(most)] for alleles in answers],
            dtype=np.int8,
        ).reshape(len(answers), most)
        return table[genotype.codes[self._record], self.index]

    def phase(self, row: int) -> tuple | None:
        record = self._record[row]
        text = {}
        for tag in ("GT", "PS", "PID", "PGT"):
            start, stop = (bound[record] for bound in self._slice(("FORMAT", tag)))
            text[tag] = self._block.between(start, stop) if start >= 0 else b""
        phased = text["PGT"] if text["PID"] and b"|" in text["PGT"] else text["GT"]
        if b"|" not in phased:
            return None
        haplotypes = phased.split(b"|")
        own = str(self.index[row] + 1).encode() if phased is text["GT"] else b"1"
        return (text["PID"] or text["PS"], tuple(allele == own for allele in haplotypes))

    def status(self) -> Coded:
        tag = self._file.status_tag
        if tag is None:
            return constant("", len(self))
        found = coded(gather(self._block.data, *self._slice(tag)))
        return Coded(found.codes[self._record], [status_of(tag[1], name) for name in found.names])

    def normal_fraction(self) -> np.ndarray:
        file = self._file
        if file.normal_column is None:
            return super().normal_fraction()
        beside = copy.copy(self)
        beside.__dict__.pop("reads", None)
        beside.__dict__["_call"] = self._of_call(file.normal_column)
        return beside.reads.fraction

    def info_value(self, tag: str) -> np.ndarray:
        # A z score has a sign, which counts of reads have not.
        found = coded(gather(self._block.data, *self._slice(("INFO", tag))))
        return found.map(_signed, float)[self._record]

    def frequency(self, rows: np.ndarray) -> np.ndarray:
        file = self._file
        if file.frequency is None:
            return super().frequency(rows)
        found = np.full(len(rows), np.nan)
        place, tag = file.frequency
        for at, row in enumerate(rows.tolist()):
            values = self._frequencies(row, place, tag)
            if values:
                found[at] = max(values)
        if file.frequency_is_log:
            found = 10.0**-found
        over = np.nonzero(found > 1)[0]
        if len(over):
            raise InputError(
                f"{tag} is {found[over[0]]:g}",
                file=file.path,
                where=f"line {self.lines[rows[over[0]]]}",
                expected="a frequency between 0 and 1",
                hint="germline info_tag names the tag; -log10 is recognised by its description",
            )
        return found

    def _frequencies(self, row: int, place: str, tag: str) -> list[float]:
        record = self._record[row]
        if place == "INFO":
            start, stop = (bound[record] for bound in self._slice(("INFO", tag)))
            if start < 0:
                return []
            if self._file.header.tags.get(("INFO", tag)) == "0" or start == stop:
                return [1.0]  # a flag: the variant is listed
            listed = self._block.between(start, stop).decode("utf-8", "replace").split(",")
            own = self.index[row]
            texts = [listed[own] if own < len(listed) else listed[0] if len(listed) == 1 else "."]
        else:
            value = self._annotation(row)
            assert self._file.annotator is not None
            ref, alts = self._alleles_of_record(row)
            texts = self._file.annotator.values_of(tag, value, ref, alts, int(self.index[row]))
        parts = [one for text in texts for one in text.replace("|", "&").split("&")]
        try:
            found = [float(one) for one in parts if one not in ("", ".", "NA", "-")]
        except ValueError:
            found = [-1.0]
        if any(not 0 <= value < 1e6 for value in found):
            self._refuse(("INFO", tag), ",".join(texts).encode(), record, "a number >= 0")
        return found

    # ---- consequences ---------------------------------------------------------------------

    def effects(self, asked: np.ndarray) -> Effects:
        file, count = self._file, len(self)
        counts = np.zeros(count, dtype=bool)
        codes = np.zeros(count, dtype=np.int32)
        gene_starts, gene_stops = np.zeros((2, count), dtype=np.int64)
        if file.annotator is None or not asked.any():
            return Effects(counts, _empty(count), Coded(codes, list(self._terms.names)))
        decode = asked.copy()
        if file.places is not None:
            out = self._worst_terms(asked & self.alone)
            found = out[:, 0] >= 0
            codes[found] = self._terms.reported[out[found, 0]]
            codes[asked & (out[:, 0] == _ELSEWHERE)] = self._terms.code("compound")
            counts[found] = out[found, 3] == 1
            gene_starts, gene_stops = out[:, 1], out[:, 2]
            decode &= ~self.alone | (out[:, 0] == _DECODE)
        gene = as_text(gather(self._block.data, gene_starts, gene_stops))
        rows = np.flatnonzero(decode)
        if len(rows):
            genes = gene.to_pylist()
            for row in rows.tolist():
                effect, counted = self._decoded(row)
                genes[row], codes[row] = effect.gene, self._terms.code(effect.term)
                counts[row] = counted
            gene = pa.array(genes, pa.string())
        return Effects(counts, gene, Coded(codes, list(self._terms.names)))

    def _worst_terms(self, asked: np.ndarray) -> np.ndarray:
        file, terms, block = self._file, self._terms, self._block
        assert file.annotator is not None
        assert file.places is not None
        starts, stops = self._slice(("INFO", file.annotator.tag))
        ref_starts, ref_stops = block.bounds(_REF)
        places = np.stack(
            [starts[self._record], stops[self._record], ref_starts[self._record],
             ref_stops[self._record], *self._alt], axis=1,
        )  # fmt: skip
        out = np.full((len(self), 4), _NONE, dtype=np.int64)
        out[:, 1:] = 0
        first = 0
        while strange := _blocks.worst_terms(
            block.text, asked, places, file.places, file.order, file.annotator.elsewhere.encode(),
            terms.raw, terms.ranks, out, first,
        ):  # fmt: skip
            first, start, stop = strange
            if not terms.learn(block.between(start, stop)):
                out[first] = (_DECODE, 0, 0, 0)
                first += 1
        return out

    def _annotation(self, row: int) -> str:
        annotator, record = self._file.annotator, self._record[row]
        if annotator is None:
            return ""
        if annotator.reads_whole_info:
            start, stop = (bound[record] for bound in self._block.bounds(_INFO))
        else:
            start, stop = (bound[record] for bound in self._slice(("INFO", annotator.tag)))
        return self._block.between(start, stop).decode("utf-8", "replace") if start >= 0 else ""

    def _alleles_of_record(self, row: int) -> tuple[str, list[str]]:
        record = self._record[row]
        ref, alts = (
            self._block.between(*(bound[record] for bound in self._block.bounds(column)))
            for column in (_REF, _ALT)
        )
        return ref.decode("utf-8", "replace"), alts.decode("utf-8", "replace").split(",")

    def _decoded(self, row: int) -> tuple[Effect, bool]:
        file, value = self._file, self._annotation(row)
        if not value or file.annotator is None:
            return Effect("", ""), False
        ref, alts = self._alleles_of_record(row)
        try:
            found = _effects(file.annotator, value, ref, tuple(alts), int(self.index[row]))
        except ValueError as error:
            raise InputError(str(error), file=file.path, where=f"line {self.lines[row]}") from error
        return worst_effect(found, file.wanted, file.order.tolist())


@lru_cache(maxsize=64)
def _effects(
    annotator: Annotator, value: str, ref: str, alts: tuple[str, ...], index: int
) -> list[Effect]:
    return annotator.effects(value, ref, alts, index)


def _empty(count: int) -> pa.Array:
    return pa.array([""] * count, pa.string())


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


def _alleles_of(genotype: str) -> list[str] | None:
    """The called alleles; None where there is no genotype or no call."""
    alleles = genotype.replace("|", "/").split("/")
    called = [allele for allele in alleles if allele not in (".", "")]
    return called or None


def _carries(alleles: list[str] | None, place: int) -> int:
    return -1 if alleles is None else int(str(place + 1) in alleles)


_SOMATIC_SNIPER = {"0": "germline", "1": "germline", "3": "loh"}


def status_of(tag: str, said: str) -> str:
    """What a caller's word for a variant means: ``germline``, ``loh``, or nothing.

    Examples
    --------
    >>> status_of("SS", "1"), status_of("STATUS", "StrongLOH"), status_of("SS", "2")
    ('germline', 'loh', '')
    """
    if tag == "SS":
        return _SOMATIC_SNIPER.get(said, "")
    word = said.lower()
    return "loh" if "loh" in word else "germline" if word.startswith("germline") else ""


def _signed(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
