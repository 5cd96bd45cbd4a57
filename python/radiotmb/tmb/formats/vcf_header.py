"""What a VCF says of itself before its first record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import genome_build
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.lines import read_lines, starts_as_bcf

_COLUMNS = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
_DECLARATION = re.compile(
    r'##(INFO|FORMAT)=<ID=([^,>]+)(?:,Number=([^,>]+))?(?:.*?Description="((?:[^"\\]|\\.)*)")?'
)
_CONTIG = re.compile(r"##contig=<ID=([^,>]+)(?:.*?length=(\d{1,10}))?")
_NORMAL = ("NORMAL", "GERMLINE", "CONTROL", "BLOOD")
_TUMOR = ("TUMOR", "TUMOUR")


@dataclass
class Header:
    """Tags, samples and genome that a VCF declares.

    Attributes
    ----------
    tags : dict
        ``("FORMAT", "AD")`` to its Number.
    descriptions : dict
        The same to its description.
    contigs : dict of str to int
        Names to lengths; 0 where none is given.
    samples : tuple of str
    tumors, normals : list of str
        As ``##tumor_sample`` and ``##normal_sample`` have them.
    lines : int
        Lines up to and with ``#CHROM``.
    """

    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    contigs: dict[str, int] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    tumors: list[str] = field(default_factory=list)
    normals: list[str] = field(default_factory=list)
    said: str = ""
    lines: int = 0

    @property
    def info(self) -> dict[str, str]:
        """INFO tags to their descriptions."""
        return {tag: text for (place, tag), text in self.descriptions.items() if place == "INFO"}

    @property
    def build(self) -> str | None:
        """The genome build, where contig lengths or ``##reference`` tell it."""
        return genome_build(self.contigs, self.said)

    def add(self, line: str) -> None:
        """Take in one line of the header."""
        if declared := _DECLARATION.match(line):
            place, tag, count, description = declared.groups()
            self.tags[place, tag] = count or "."
            self.descriptions[place, tag] = description or ""
        elif contig := _CONTIG.match(line):
            self.contigs[contig[1]] = int(contig[2] or 0)
        elif line.startswith("##tumor_sample="):
            self.tumors.append(line.partition("=")[2].strip())
        elif line.startswith("##normal_sample="):
            self.normals.append(line.partition("=")[2].strip())
        elif line.startswith(("##reference=", "##assembly=")):
            self.said += line.partition("=")[2].strip() + " "


def bcf_lines(path: Path) -> Iterator[bytes]:
    """The lines of a BCF as those of the VCF it stands for.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    import pysam

    loud = pysam.set_verbosity(0)
    try:
        with pysam.VariantFile(str(path)) as stream:
            for line in str(stream.header).splitlines():
                yield line.encode()
            for record in stream:
                yield str(record).rstrip("\n").encode()
    except (OSError, ValueError, NotImplementedError) as error:  # the last: gzip in place of BGZF
        raise InputError(f"not readable as BCF ({error})", file=path) from error
    finally:
        pysam.set_verbosity(loud)


def read_header(path: Path, span: Span | None = None) -> tuple[Header, Iterator[bytes]]:
    """The header of a VCF or BCF, and its records as lines.

    With a ``span`` the records are those of one part of a BGZF file; the header is always read
    from its beginning.

    Raises
    ------
    InputError
        Where the file has no VCF header, naming the line.
    """
    lines = bcf_lines(path) if starts_as_bcf(path) else read_lines(path)
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
                    "a sample's name is used twice", file=path, where=f"line {header.lines}"
                )
            if span is not None:
                lines = (r for r in read_lines(path, span) if not r.startswith(b"#"))
            return header, lines
        else:
            break
    raise InputError(
        "not a VCF header",
        file=path,
        where=f"line {max(header.lines, 1)}",
        expected="'##' lines, then '#CHROM POS ID REF ALT QUAL FILTER INFO' between tabs",
    )


def normal_samples(header: Header) -> list[str]:
    """The samples that the file marks as normal tissue."""
    names = header.samples
    said = [name for name in header.normals if name in names]
    return said or [name for name in names if name.upper() in _NORMAL]


def tumor_samples(header: Header) -> list[str]:
    """The tumours among several samples, where the file itself says which they are.

    Those that ``##tumor_sample`` names; where a sample is marked as normal or called TUMOR, all
    that are not normal; otherwise none.

    Examples
    --------
    >>> tumor_samples(Header(samples=("NORMAL", "TUMOR", "MET")))
    ['TUMOR', 'MET']
    >>> tumor_samples(Header(samples=("A", "B")))
    []
    """
    names = header.samples
    said = [name for name in names if name in header.tumors]
    if said:
        return said
    normals = normal_samples(header)
    marked = bool(normals) or any(name.upper() in _TUMOR for name in names)
    return [name for name in names if name not in normals] if marked else []
