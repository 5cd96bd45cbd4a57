"""A block of VCF lines as columns, one row for each alternate allele.

Entries between bars are told apart in C; what is written otherwise (several alternates, another
annotation) is decoded here into the same columns.
"""

from __future__ import annotations

import copy
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.tmb import _blocks
from radiotmb.tmb.annotators import Annotator
from radiotmb.tmb.columns import Coded, Effects, Reads, arrow_numbers, arrow_texts, constant
from radiotmb.tmb.consequence import Effect, effect_rank, worst_effect
from radiotmb.tmb.formats.text_block import TextBlock
from radiotmb.tmb.formats.vcf_fields import VcfFields
from radiotmb.tmb.formats.vcf_file import VcfFile

_REF, _ALT, _FILTER, _INFO = 3, 4, 6, 7
_MOST_TERMS = 1000
_NONE, _DECODE, _ELSEWHERE = -1, -2, -3


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


class VcfColumns(VcfFields):
    """What filters ask of a block of VCF lines."""

    def __init__(
        self, file: VcfFile, block: TextBlock, lines: np.ndarray, terms: TermTable
    ) -> None:
        super().__init__(file, block, lines)
        self._terms = terms

    @cached_property
    def chrom(self) -> Coded:  # type: ignore[override]
        return self._coded_column(0)

    @cached_property
    def filter(self) -> Coded:  # type: ignore[override]
        return self._coded_column(_FILTER)

    @cached_property
    def ref(self) -> pa.Array:
        return self._rows(self._block.texts(*self._block.bounds(_REF)))

    def _coded_column(self, column: int) -> Coded:
        found = self._block.coded(*self._block.bounds(column))
        return Coded(found.codes[self._record], found.names)

    def _rows(self, of_records: pa.Array) -> pa.Array:
        return of_records if self.alone.all() else of_records.take(arrow_numbers(self._record))

    @cached_property
    def reads(self) -> Reads:
        return self._file.scheme.read(self)

    def carried(self) -> np.ndarray:
        genotype = self._block.coded(*self._slice(("FORMAT", "GT")))
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
        found = self._block.coded(*self._slice(tag))
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
        found = self._block.coded(*self._slice(("INFO", tag)))
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
        gene = self._block.texts(gene_starts, gene_stops)
        rows = np.flatnonzero(decode)
        if len(rows):
            genes = gene.to_pylist()
            for row in rows.tolist():
                effect, counted = self._decoded(row)
                genes[row], codes[row] = effect.gene, self._terms.code(effect.term)
                counts[row] = counted
            gene = arrow_texts(genes)
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
    return arrow_texts([""] * count)


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
