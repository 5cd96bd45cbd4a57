"""VCF and BCF, one alternate allele of one sample at a time, decoded only as far as asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.annotators import Annotator, recognise_annotator
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.evidence import Field, Scheme, recognise_evidence
from radiotmb.tmb.info import info_value
from radiotmb.tmb.lines import line_blocks
from radiotmb.tmb.variant import Evidence, Layout, is_position, number, position
from radiotmb.tmb.vcf_header import is_bcf, likely_tumor, read_header

_CHROM, _POS, _REF, _ALT, _FILTER, _INFO, _KEYS = 0, 1, 3, 4, 6, 7, 8


class VcfVariant:
    """One alternate allele of a record, for one sample: the raw columns, decoded when asked."""

    __slots__ = ("_columns", "_file", "alts", "index", "line")

    def __init__(
        self, file: VcfFile, line: int, columns: list[bytes], alts: list[bytes], index: int
    ) -> None:
        self._file, self.line, self._columns = file, line, columns
        self.alts, self.index = alts, index

    @property
    def sample(self) -> str:
        return self._file.sample

    @property
    def chrom(self) -> str:
        return self._columns[_CHROM].decode("utf-8", "replace")

    @property
    def pos(self) -> int:
        return int(self._columns[_POS])

    @property
    def ref(self) -> str:
        return self._columns[_REF].decode("utf-8", "replace")

    @property
    def alt(self) -> str:
        return self.alts[self.index].decode("utf-8", "replace")

    @property
    def filter(self) -> str:
        return self._columns[_FILTER].decode("utf-8", "replace")

    def _call(self) -> Field:
        """The sample's own column."""
        file = self._file
        if file.column is None:
            return Field({}, [], file.path, self.line)
        values = self._columns[file.column].split(b":")
        return Field(file.places(self._columns[_KEYS]), values, file.path, self.line)

    def _noted(self, tags: tuple[bytes, ...]) -> Field:
        """Some tags of INFO."""
        info = self._columns[_INFO]
        found = [(tag.decode(), value) for tag in tags if (value := info_value(info, tag))]
        places = {tag: place for place, (tag, _) in enumerate(found)}
        return Field(places, [value for _, value in found], self._file.path, self.line)

    def absent(self) -> bool:
        genotype = self._call().get("GT")
        if not genotype:
            return False
        alleles = genotype.replace(b"|", b"/").split(b"/")
        return str(self.index + 1).encode() not in alleles

    def _annotation(self) -> str | None:
        annotator = self._file.annotator
        if annotator is None:
            return None
        info = self._columns[_INFO]
        raw = info if annotator.name == "annovar" else info_value(info, annotator.tag.encode())
        return None if raw is None else raw.decode("utf-8", "replace")

    def _alternates(self) -> list[str]:
        return [alt.decode("utf-8", "replace") for alt in self.alts]

    def counts(self, wanted: frozenset[str]) -> bool:
        file, info = self._file, self._columns[_INFO]
        if file.annotator is not None and len(self.alts) == 1:
            at_sight = file.annotator.at_sight(info, file.terms)
            if at_sight is not None:
                return at_sight
        if not any(term in info for term in file.terms):
            return False
        return any(term in wanted for _, term in self.effects())

    def effects(self) -> list[Effect]:
        text = self._annotation()
        if text is None or self._file.annotator is None:
            return []
        try:
            return self._file.annotator.effects(text, self.ref, self._alternates(), self.index)
        except ValueError as error:
            raise InputError(str(error), file=self._file.path, where=f"line {self.line}") from error

    def evidence(self) -> Evidence:
        scheme = self._file.scheme
        info = self._noted(scheme.info_tags) if scheme.info_tags else None
        return scheme.evidence(self._call(), info, self.index)

    def frequency(self) -> float | None:
        place, _, tag = (self._file.frequency_tag or "").rpartition("/")
        if place and place != "INFO" and self._file.annotator is not None:
            text = self._file.annotator.value_of(
                tag, self._annotation() or "", self._alternates(), self.index
            )
            return number(text, tag, self._file.path, self.line)
        return self._noted((tag.encode(),)).nth(tag, self.index)


class VcfFile:
    """A VCF or BCF opened for one sample.

    Parameters
    ----------
    path : path
    sample : str, optional
        Needed where the file holds several and names no tumour.
    wanted : frozenset of str
        Terms that count: a record without any spelling of them is not decoded.
    annotator, depth_tag, fraction_tag, frequency_tag : str, optional
        Forced instead of recognised.
    span : Span, optional
        One part of a BGZF file.

    Raises
    ------
    InputError
        Naming the file and the line or tag.
    """

    def __init__(
        self,
        path: Path,
        sample: str | None = None,
        *,
        wanted: frozenset[str] = frozenset(),
        annotator: str | None = None,
        depth_tag: str | None = None,
        fraction_tag: str | None = None,
        frequency_tag: str | None = None,
        span: Span | None = None,
    ) -> None:
        self.path, self._span = Path(path), span
        self.header, self._lines = read_header(self.path, span)
        self.column, self.sample = self._choose(sample)
        self.annotator: Annotator | None = recognise_annotator(
            self.header.info, self.path, annotator
        )
        self.terms = self.annotator.raw_terms(wanted) if self.annotator else ()
        self.scheme: Scheme = recognise_evidence(
            self.header.tags,
            self.path,
            depth_tag=depth_tag,
            fraction_tag=fraction_tag,
            allele_frequency_in_info=not self.header.samples,
        )
        self.frequency_tag = self._checked(frequency_tag)
        self._key_places: dict[bytes, dict[str, int]] = {}
        self.layout = Layout(
            self.path,
            "BCF" if is_bcf(self.path) else "VCF",
            self.annotator.name if self.annotator else None,
            self.scheme.name,
            self.scheme.has_depth,
            self.scheme.has_fraction,
            self.header.samples,
        )

    def _checked(self, tag: str | None) -> str | None:
        if tag is None:
            return None
        place, _, name = tag.rpartition("/")
        if place in ("", "INFO"):
            known = name in self.header.info
        else:
            known = self.annotator is not None and (
                name in self.annotator.fields or self.annotator.name == "annovar"
            )
        if not known:
            raise InputError(
                f"the header declares no tag {tag} for the population frequency",
                file=self.path,
                hint="Set germline info_tag in the assay's YAML to a tag of this file",
            )
        return tag

    def _choose(self, sample: str | None) -> tuple[int | None, str]:
        names = self.header.samples
        if sample is not None and names:
            if sample not in names:
                raise InputError(
                    f"no sample '{sample}'", file=self.path, expected=f"one of {_some(names)}"
                )
            return 9 + names.index(sample), sample
        if len(names) <= 1:
            return (9, names[0]) if names else (None, sample or self.path.name.split(".")[0])
        if tumor := likely_tumor(self.header):
            return 9 + names.index(tumor), tumor
        raise InputError(
            f"holds {len(names)} samples ({_some(names)}) and none was named",
            file=self.path,
            hint="Name one in the column 'sample' of the samples table",
        )

    def places(self, keys: bytes) -> dict[str, int]:
        """Where each FORMAT key stands; records repeat a few layouts."""
        found = self._key_places.get(keys)
        if found is None:
            found = {key: i for i, key in enumerate(keys.decode("utf-8", "replace").split(":"))}
            self._key_places[keys] = found
        return found

    def records(self) -> Iterator[tuple[int, list[bytes]]]:
        """Line number and columns of each record; every record is whole and has a position."""
        return self.columns_of(self.header.lines + 1, self._lines)

    def columns_of(self, first: int, lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
        """The same for some lines, of which the first has this number."""
        width = len(self.header.samples)
        width = 9 + width if width else 0
        for number_of_line, line in enumerate(lines, start=first):
            columns = line.split(b"\t")
            if len(columns) != width or not is_position(columns[_POS]) or not columns[_REF]:
                if not line:
                    continue
                self._check(columns, width, number_of_line)
            yield number_of_line, columns

    def blocks(self) -> Iterator[bytes | memoryview]:
        """The records as blocks of whole lines."""
        if is_bcf(self.path):
            yield from (record + b"\n" for record in self._lines)
            return
        for block in line_blocks(self.path, self._span):
            if block[:1] == b"#":
                text = bytes(block)
                start = 0
                while text[start : start + 1] == b"#":
                    start = text.index(b"\n", start) + 1
                block = memoryview(text)[start:]
            if len(block):
                yield block

    def _check(self, columns: list[bytes], width: int, line: int) -> None:
        if len(columns) < 8 or (width and len(columns) != width):
            raise InputError(
                f"{len(columns)} columns between tabs",
                file=self.path,
                where=self._where(line),
                expected=f"{width or 8}, as the header has them",
            )
        position(columns[_POS], self.path, line)
        if not columns[_REF] or not columns[_CHROM]:
            raise InputError("CHROM or REF is empty", file=self.path, where=self._where(line))

    def _where(self, line: int) -> str:
        return f"line {line}" if self._span is None or not self._span.start else "a later line"

    def __iter__(self) -> Iterator[VcfVariant]:
        for line, columns in self.records():
            yield from self.alleles(line, columns)

    def alleles(self, line: int, columns: list[bytes]) -> Iterator[VcfVariant]:
        """The alternate alleles of one record."""
        alts = columns[_ALT].split(b",")
        for index in range(len(alts)):
            yield VcfVariant(self, line, columns, alts, index)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
