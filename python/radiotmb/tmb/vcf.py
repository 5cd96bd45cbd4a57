"""VCF and BCF, one alternate allele of one sample at a time, decoded only as far as asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.annotators import Annotator, recognise_annotator
from radiotmb.tmb.consequence import Effect
from radiotmb.tmb.evidence import Field, Scheme, recognise_evidence
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.variant import Evidence, Layout, number, position

_COLUMNS = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
_DECLARATION = re.compile(
    r'##(INFO|FORMAT)=<ID=([^,>]+)(?:,Number=([^,>]+))?.*?(?:Description="(.*)")?[^"]*>$'
)


@dataclass
class Header:
    """Tags and samples a VCF declares."""

    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)
    contigs: list[str] = field(default_factory=list)
    samples: tuple[str, ...] = ()
    tumor: str | None = None
    lines: int = 0

    def add(self, line: str) -> None:
        declared = _DECLARATION.match(line)
        if declared:
            place, tag, count, description = declared.groups()
            self.tags[place, tag] = count or "."
            if place == "INFO":
                self.info[tag] = description or ""
        elif line.startswith("##tumor_sample="):
            self.tumor = line.partition("=")[2].strip()
        elif line.startswith("##contig=<ID="):
            self.contigs.append(re.split("[,>]", line[13:], maxsplit=1)[0])


def _is_bcf(path: Path) -> bool:
    return path.suffix.lower() == ".bcf"


def _bcf_lines(path: Path) -> Iterator[bytes]:
    import pysam

    try:
        with pysam.VariantFile(str(path)) as stream:
            for line in str(stream.header).splitlines():
                yield line.encode()
            for record in stream:
                yield str(record).rstrip("\n").encode()
    except (OSError, ValueError) as error:
        if not path.is_file():
            raise InputError("no such file", file=path) from error
        raise InputError(f"not readable as BCF ({error})", file=path) from error


def read_header(path: Path) -> tuple[Header, Iterator[bytes]]:
    """The header of a VCF or BCF, and its records as lines.

    Raises
    ------
    InputError
        Where the file has no VCF header, naming the line.
    """
    lines = _bcf_lines(path) if _is_bcf(path) else read_lines(path)
    header = Header()
    for line in lines:
        header.lines += 1
        if line.startswith(b"##"):
            header.add(line.decode("utf-8", "replace"))
        elif line.startswith(b"#CHROM"):
            if not line.startswith(_COLUMNS):
                break
            columns = line.decode("utf-8", "replace").split("\t")
            header.samples = tuple(name.strip() for name in columns[9:])
            if len(set(header.samples)) < len(header.samples):
                raise InputError(
                    "a sample's name stands twice", file=path, where=f"line {header.lines}"
                )
            return header, lines
        else:
            break
    raise InputError(
        "not a VCF header",
        file=path,
        where=f"line {max(header.lines, 1)}",
        expected="'##' lines, then '#CHROM POS ID REF ALT QUAL FILTER INFO' between tabs",
    )


def likely_tumor(header: Header) -> str | None:
    """The tumour among several samples, where the file itself says which it is."""
    names = header.samples
    if header.tumor in names:
        return header.tumor
    likely = [name for name in names if name.upper() in ("TUMOR", "TUMOUR")]
    return likely[0] if len(likely) == 1 else None


class VcfVariant:
    """One alternate allele of a record, for one sample."""

    __slots__ = (
        "_call",
        "_file",
        "_info",
        "_keys",
        "alts",
        "filter",
        "index",
        "line",
        "pos",
        "raw_alt",
        "raw_chrom",
        "raw_ref",
    )

    def __init__(
        self,
        file: VcfFile,
        line: int,
        chrom: bytes,
        pos: int,
        ref: bytes,
        alts: list[bytes],
        index: int,
        filter: str,
        info: bytes,
        keys: bytes,
        call: bytes,
    ) -> None:
        self._file, self.line = file, line
        self.raw_chrom, self.pos, self.raw_ref = chrom, pos, ref
        self.alts, self.index, self.raw_alt = alts, index, alts[index]
        self.filter, self._info, self._keys, self._call = filter, info, keys, call

    @property
    def sample(self) -> str:
        return self._file.sample

    @property
    def chrom(self) -> str:
        return self.raw_chrom.decode("utf-8", "replace")

    @property
    def ref(self) -> str:
        return self.raw_ref.decode("utf-8", "replace")

    @property
    def alt(self) -> str:
        return self.raw_alt.decode("utf-8", "replace")

    def _called(self, tag: str) -> bytes | None:
        place = self._file.places(self._keys).get(tag)
        if place is None:
            return None
        values = self._call.split(b":")
        return values[place] if place < len(values) else None

    def _noted(self, tag: str) -> bytes | None:
        return info_value(self._info, tag.encode())

    def absent(self) -> bool:
        genotype = self._called("GT")
        if not genotype:
            return False
        alleles = genotype.replace(b"|", b"/").split(b"/")
        return str(self.index + 1).encode() not in alleles

    def _annotation(self) -> str | None:
        annotator = self._file.annotator
        if annotator is None:
            return None
        raw = (
            self._info
            if annotator.name == "annovar"
            else info_value(self._info, annotator.tag.encode())
        )
        return None if raw is None else raw.decode("utf-8", "replace")

    def hopeless(self) -> bool:
        info = self._info
        return not any(term in info for term in self._file.terms)

    def effects(self) -> list[Effect]:
        text = self._annotation()
        if text is None or self._file.annotator is None:
            return []
        alts = [alt.decode("utf-8", "replace") for alt in self.alts]
        try:
            return self._file.annotator.effects(text, self.ref, alts, self.index)
        except ValueError as error:
            raise InputError(str(error), file=self._file.path, where=f"line {self.line}") from error

    def evidence(self) -> Evidence:
        path, line = self._file.path, self.line
        return self._file.scheme.evidence(
            Field(self._called, path, line), Field(self._noted, path, line), self.index
        )

    def frequency(self) -> float | None:
        place, _, tag = (self._file.frequency_tag or "").rpartition("/")
        if place and place != "INFO" and self._file.annotator is not None:
            alts = [alt.decode("utf-8", "replace") for alt in self.alts]
            text = self._file.annotator.value_of(tag, self._annotation() or "", alts, self.index)
            return number(text, tag, self._file.path, self.line)
        return Field(self._noted, self._file.path, self.line).nth(tag, self.index)


def info_value(info: bytes, tag: bytes) -> bytes | None:
    """The raw value of one tag of an INFO column (empty for a flag)."""
    start = 0
    while (found := info.find(tag, start)) >= 0:
        end = found + len(tag)
        if (found == 0 or info[found - 1 : found] == b";") and info[end : end + 1] in b"=;":
            if info[end : end + 1] != b"=":
                return b""
            stop = info.find(b";", end)
            return info[end + 1 :] if stop < 0 else info[end + 1 : stop]
        start = end
    return None


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
    ) -> None:
        self.path = Path(path)
        self.header, self._lines = read_header(self.path)
        self._column, self.sample = self._choose(sample)
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
            "BCF" if _is_bcf(self.path) else "VCF",
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
            return names.index(sample), sample
        if len(names) <= 1:
            return (0, names[0]) if names else (None, sample or self.path.name.split(".")[0])
        if tumor := likely_tumor(self.header):
            return names.index(tumor), tumor
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

    def _broken(self, columns: list[bytes], line: int) -> InputError:
        return InputError(
            f"{len(columns)} columns between tabs",
            file=self.path,
            where=f"line {line}",
            expected="8, or FORMAT and one for each sample of the header after them",
        )

    def __iter__(self) -> Iterator[VcfVariant]:
        column, width = self._column, len(self.header.samples)
        number_of_line = self.header.lines
        for line in self._lines:
            number_of_line += 1
            if not line:
                continue
            columns = line.split(b"\t")
            if len(columns) < 8 or (width and len(columns) != 9 + width):
                raise self._broken(columns, number_of_line)
            keys, call = (columns[8], columns[9 + column]) if column is not None else (b"", b"")
            pos = position(columns[1], self.path, number_of_line)
            if not columns[0] or not columns[3]:
                raise InputError(
                    "CHROM or REF is empty", file=self.path, where=f"line {number_of_line}"
                )
            status = columns[6].decode("utf-8", "replace")
            alts = columns[4].split(b",")
            for index in range(len(alts)):
                yield VcfVariant(
                    self,
                    number_of_line,
                    columns[0],
                    pos,
                    columns[3],
                    alts,
                    index,
                    status,
                    columns[7],
                    keys,
                    call,
                )


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
