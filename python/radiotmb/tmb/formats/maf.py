"""MAF: one row a variant in a sample, many samples in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.tmb.alleles import LONGEST_POSITION, genome_build
from radiotmb.tmb.annotators.annotator import STANDARD_TERMS
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import (
    Coded,
    Columns,
    Effects,
    Layout,
    PercentColumn,
    Reads,
    arrow_numbers,
    as_text,
    coded,
    constant,
    count_over_one,
    share,
)
from radiotmb.tmb.formats.table_file import TableFile, column_numbers
from radiotmb.tmb.resources import Resources

_NEEDED = (
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Tumor_Seq_Allele2",
    "Variant_Classification",
)
_COUNTS = ("t_depth", "t_ref_count", "t_alt_count")
_OTHER = ("Tumor_Sample_Barcode", "Hugo_Symbol", "Tumor_Seq_Allele1", "FILTER", "Mutation_Status")
_KNOWN = {name.lower(): name for name in (*_NEEDED, *_COUNTS, *_OTHER, "NCBI_Build")}
_REPEATED = frozenset(
    (
        "Chromosome", "Hugo_Symbol", "Variant_Classification", "Tumor_Sample_Barcode", "FILTER",
        "Mutation_Status",
    )
)  # fmt: skip
_SAMPLE = "Tumor_Sample_Barcode"
_ROUNDED = 1.01  # no column in percent has its largest value just above 1
_FRACTIONS = ("t_vaf", "tumor_f", "i_TumorVAF_WU", "t_AF")

_CLASSES = {
    "Missense_Mutation": "missense_variant",
    "Nonsense_Mutation": "stop_gained",
    "Nonstop_Mutation": "stop_lost",
    "Translation_Start_Site": "start_lost",
    "Frame_Shift_Del": "frameshift_variant",
    "Frame_Shift_Ins": "frameshift_variant",
    "In_Frame_Del": "inframe_deletion",
    "In_Frame_Ins": "inframe_insertion",
    "Splice_Site": "splice_site_variant",
    "Silent": "synonymous_variant",
    # Oncotator's and Funcotator's further names.
    "Start_Codon_SNP": "start_lost",
    "Start_Codon_Del": "start_lost",
    "Start_Codon_Ins": "start_lost",
    "Stop_Codon_Del": "stop_lost",
    "Stop_Codon_Ins": "stop_lost",
    "De_novo_Start_InFrame": "protein_altering_variant",
    "De_novo_Start_OutOfFrame": "protein_altering_variant",
}
_TERMS = {raw.lower(): term for raw, term in {**_CLASSES, **STANDARD_TERMS}.items()}
_NEUTRAL = frozenset(
    name.lower()
    for name in (
        "Splice_Region", "Intron", "3'UTR", "5'UTR", "3'Flank", "5'Flank", "IGR", "RNA", "lincRNA",
        "Targeted_Region", "Fusion", "COULD_NOT_DETERMINE", "Unknown", "",
    )
)  # fmt: skip


class MafFile(TableFile):
    """A MAF, plain or gzipped.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        Only this Tumor_Sample_Barcode; all of them otherwise.
    """

    kind: ClassVar[str] = "MAF"

    def __init__(
        self, path: Path, assay: Assay, resources: Resources, sample: str | None = None
    ) -> None:
        super().__init__(path)
        self.wished, self.wanted = sample, assay.wanted
        self.unknown: Counter[str] = Counter()
        self.known_classes = 0
        has = self.names
        self.depth_tag = self.own_column(resources.depth_tag, "--depth-tag")
        self.fraction_tag = self.own_column(resources.fraction_tag, "--fraction-tag")
        tag = assay.germline.info_tag if "germline" in assay.filters else None
        self.frequency_tag = self.own_column(tag, "germline info_tag")
        self.repeated = _REPEATED - {self.depth_tag, self.fraction_tag, self.frequency_tag}
        counted = "t_alt_count" in has and ("t_ref_count" in has or "t_depth" in has)
        if not counted and self.fraction_tag is None:
            self.fraction_tag = next((name for name in _FRACTIONS if name in has), None)
        deep = bool(
            self.depth_tag or "t_depth" in has or {"t_ref_count", "t_alt_count"} <= set(has)
        )
        used = [self.depth_tag, *(c for c in _COUNTS if c in has), self.fraction_tag]
        self.layout = Layout(
            kind=self.kind,
            annotator="maf",
            transcripts="one a row, as the file has it",
            evidence="+".join(name for name in used if name) or "none",
            has_depth=deep,
            has_fraction=bool(self.fraction_tag or counted),
            build=self._build(),
            has_status="Mutation_Status" in has,
        )

    def names_of(self, cells: Sequence[str]) -> dict[str, int] | None:
        found = {self.spelling(name): place for place, name in enumerate(cells)}
        self._missing = [name for name in _NEEDED if name not in found]
        return None if self._missing else found

    def missing_header(self) -> InputError:
        return self.not_as_expected(
            f"not a MAF header: no column {', '.join(self._missing or _NEEDED)}",
            "tab-separated columns under the names of the MAF specification",
        )

    _missing: Sequence[str] = ()

    @staticmethod
    def spelling(name: str) -> str:
        # Column names differ in case between centres (End_position, Start_position).
        return _KNOWN.get(name.strip().lower(), name.strip())

    def _build(self) -> str | None:
        if "NCBI_Build" not in self.names:
            return None
        for _, table in self.tables_as_asked(["NCBI_Build"]):
            self.begin()
            return genome_build({}, as_text(table["NCBI_Build"].combine_chunks())[0].as_py())
        return None

    def own_samples(self) -> list[str]:
        """Samples that were sequenced, with or without a row (``#sequenced_samples``)."""
        found: list[str] = []
        for comment in self.comments:
            key, _, listed = comment.lstrip("#").partition(":")
            if key.strip().lower() == "sequenced_samples":
                found += listed.split()
        return found if self.wished is None else [name for name in found if name == self.wished]

    def blocks(self) -> Iterator[MafColumns]:
        """The rows of the wanted samples.

        Raises
        ------
        PercentColumn
            Where the file must be read again with the column of fractions in percent.
        """
        self.begin()
        self.unknown.clear()
        columns = [*_NEEDED, *_COUNTS, *_OTHER]
        columns += [c for c in (self.depth_tag, self.fraction_tag, self.frequency_tag) if c]
        for lines, table in self.tables(list(dict.fromkeys(columns))):
            place = column_numbers(table["Start_Position"])
            good = self._usable(lines, table, place)
            if self.wished is not None and _SAMPLE in self.names:
                good &= _samples(table[_SAMPLE].combine_chunks()).where({self.wished})
            if not good.all():
                keep = np.flatnonzero(good)
                lines, place, table = lines[keep], place[keep], table.take(arrow_numbers(keep))
            if len(lines):
                yield MafColumns(self, lines, place.astype(np.int64), table.combine_chunks())

    def _usable(self, lines: np.ndarray, table: pa.Table, place: np.ndarray) -> np.ndarray:
        """Which rows have a position, a chromosome and a sample; the others are remembered.

        Raises
        ------
        InputError
            Where a sample's name is no UTF-8: two such names could be taken for one.
        """
        good = (place >= 1) & (place == np.floor(place)) & (place < 10.0**LONGEST_POSITION)
        for row in np.flatnonzero(~good).tolist():
            shown = table["Start_Position"][row].as_py().decode("utf-8", "replace")[:40]
            what = f"the position is '{shown}'"
            self.bad_row(int(lines[row]), what, "without a usable position were left out")
        for name, what in (("Chromosome", "a chromosome"), (_SAMPLE, "a sample")):
            if name not in self.names:
                continue
            found = coded(table[name].combine_chunks())
            empty = found.map(lambda text: not text.strip(" "), bool)
            for row in np.flatnonzero(empty & good).tolist():
                self.bad_row(int(lines[row]), f"{name} is empty", f"without {what} were left out")
            good &= ~empty
            if name == _SAMPLE:
                self._refuse_foreign_text(lines, table[name].combine_chunks(), found)
        return good

    def _refuse_foreign_text(self, lines: np.ndarray, column: pa.Array, found: Coded) -> None:
        for code, name in enumerate(found.names):
            if "\ufffd" not in name:
                continue
            rows = np.flatnonzero(found.codes == code)
            raw = column[int(rows[0])].as_py() if len(rows) else b""
            if raw.decode("utf-8", "replace") != raw.decode("utf-8", "ignore"):
                raise InputError(
                    f"{_SAMPLE} is {str(raw[:40])[1:]}, which is not UTF-8",
                    file=self.path,
                    where=f"line {int(lines[rows[0]])}",
                    expected="names in UTF-8",
                    hint="Convert the file: iconv -f latin1 -t utf-8",
                )

    def finish(self) -> None:
        super().finish()
        if not self.unknown:
            return
        listed = ", ".join(f"{name} ({n})" for name, n in self.unknown.most_common(6))
        if not self.known_classes:
            raise InputError(
                f"no Variant_Classification is known: {listed}",
                file=self.path,
                expected="the classes of the MAF specification, such as Missense_Mutation",
            )
        add_note(
            Note("warning", "burden", self.path.name,
                 f"unknown classes of variants count as nothing: {listed}",
                 "Rename them to the MAF specification's classes")
        )  # fmt: skip


class MafColumns(Columns):
    """Some rows of a MAF."""

    def __init__(self, file: MafFile, lines: np.ndarray, pos: np.ndarray, table: pa.Table) -> None:
        self._file, self.lines, self.pos, self._table = file, lines, pos, table
        self.chrom = self._coded("Chromosome")
        self.sample = self._sample()
        self.filter = self._coded("FILTER") if self._has("FILTER") else constant(".", len(pos))
        self.ref = self._text("Reference_Allele")
        self.alt = self._alternate()

    def _has(self, name: str) -> bool:
        return name in self._table.column_names

    def _column(self, name: str) -> pa.Array:
        column = self._table[name]
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

    def _text(self, name: str) -> pa.Array:
        return as_text(self._column(name))

    def _coded(self, name: str) -> Coded:
        return coded(self._column(name))

    def _sample(self) -> Coded:
        if not self._has(_SAMPLE):
            return constant(self._file.path.name.split(".")[0], len(self.pos))
        return _samples(self._column(_SAMPLE))

    def _alternate(self) -> pa.Array:
        second = self._text("Tumor_Seq_Allele2")
        if not self._has("Tumor_Seq_Allele1"):
            return second
        first = self._text("Tumor_Seq_Allele1")
        import pyarrow.compute as pc

        unsaid = pc.or_(pc.equal(second, ""), pc.equal(second, self.ref))
        other = pc.and_(pc.not_equal(first, ""), pc.not_equal(first, self.ref))
        return pc.if_else(pc.and_(unsaid, other), first, second)

    def carried(self) -> np.ndarray:
        # A row is a call: the sample carries the allele, unless both alleles are the reference.
        import pyarrow.compute as pc

        same = pc.equal(self.alt, self.ref).to_numpy(zero_copy_only=False)
        return np.where(same, 0, 1).astype(np.int8)

    def effects(self, asked: np.ndarray) -> Effects:
        raw = self._coded("Variant_Classification")
        file = self._file
        used = np.bincount(raw.codes, minlength=len(raw.names))
        terms = []
        for name, count in zip(raw.names, used.tolist(), strict=True):
            plain = name.strip().lower()
            terms.append(_TERMS.get(plain, name))
            if not count:
                continue
            if plain in _TERMS or plain in _NEUTRAL:
                file.known_classes += count
            else:
                file.unknown[name[:40]] += count
        term = Coded(raw.codes + 1, ["", *terms])
        known = self._has("Hugo_Symbol")
        gene = self._column("Hugo_Symbol") if known else pa.repeat("", len(self))
        return Effects(term.where(file.wanted), gene, term)

    def _count(self, name: str | None, comma: bool = False) -> np.ndarray:
        if name is None or not self._has(name):
            return np.full(len(self), np.nan)
        values = column_numbers(self._table[name], comma)
        for row in np.flatnonzero(values < 0).tolist():
            shown = self._table[name][row].as_py().decode("utf-8", "replace")[:40]
            what = f"{name} is '{shown}'"
            self._file.bad_row(int(self.lines[row]), what, "are taken without their counts")
        return np.where(values < 0, np.nan, values)

    @cached_property
    def reads(self) -> Reads:
        said, ref, alt = (self._count(name) for name in _COUNTS)
        both = ref + alt
        depth = np.where(np.isnan(said), both, said)
        fraction = share(alt, np.fmax(said, both))
        if self._file.depth_tag:
            depth = self._count(self._file.depth_tag)
        if self._file.fraction_tag:
            fraction = self._fraction(self._file.fraction_tag)
        alt = np.where(np.isnan(alt), np.round(depth * fraction), alt)
        return Reads(depth, np.where(np.isnan(ref), depth - alt, ref), alt, fraction)

    def _fraction(self, name: str) -> np.ndarray:
        values = self._count(name, comma=True)
        if name in self._file.percent:
            count_over_one(self._file.over_one, name, values)
            values = values / 100
        elif not (values > _ROUNDED).any():
            for row in np.flatnonzero(values > 1).tolist():
                what = f"{name} is '{self._table[name][row].as_py().decode()[:40]}'"
                self._file.bad_row(int(self.lines[row]), what, "have a fraction taken as 1")
            values = np.minimum(values, 1)
        if (values > 1).any():
            row = int(np.flatnonzero(values > 1)[0])
            raw = self._table[name][row].as_py()
            if name in self._file.percent or raw.endswith(b"%") or values[row] > 100:
                raise self._file.not_as_expected(
                    f"{name} is '{raw.decode('utf-8', 'replace')[:40]}'",
                    "a fraction of at most 1, or of at most 100 percent",
                    int(self.lines[row]),
                )
            shown = raw.decode("utf-8", "replace")[:40]
            raise PercentColumn(name, f"line {int(self.lines[row])}: '{shown}'")
        return values

    def status(self) -> Coded:
        if not self._has("Mutation_Status"):
            return super().status()
        found = self._coded("Mutation_Status")
        return Coded(found.codes, [_status(name) for name in found.names])

    def frequency(self, rows: np.ndarray) -> np.ndarray:
        name = self._file.frequency_tag
        if name is None:
            return super().frequency(rows)
        texts = self._text(name).take(arrow_numbers(rows)).to_pylist()
        return np.array([_largest(text) for text in texts], dtype=float)


def _samples(column: pa.Array) -> Coded:
    """The sample of each row; blanks around its name are not part of it."""
    found = coded(column)
    return Coded(found.codes, [name.strip(" ") for name in found.names])


def _status(said: str) -> str:
    word = said.strip().lower()
    return word if word in ("germline", "loh") else ""


def _largest(text: str) -> float:
    found = []
    for one in text.replace("&", ",").split(","):
        try:
            found.append(float(one))
        except ValueError:
            continue
    return max(found, default=float("nan"))
