"""What a VCF says of itself before its first record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.lines import read_lines

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


def is_bcf(path: Path) -> bool:
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


def read_header(path: Path, span: Span | None = None) -> tuple[Header, Iterator[bytes]]:
    """The header of a VCF or BCF, and its records as lines.

    With a ``span`` the records are those of one part of a BGZF file; the header is always read
    from its beginning.

    Raises
    ------
    InputError
        Where the file has no VCF header, naming the line.
    """
    lines = _bcf_lines(path) if is_bcf(path) else read_lines(path)
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


def likely_tumor(header: Header) -> str | None:
    """The tumour among several samples, where the file itself says which it is."""
    names = header.samples
    if header.tumor in names:
        return header.tumor
    likely = [name for name in names if name.upper() in ("TUMOR", "TUMOUR")]
    return likely[0] if len(likely) == 1 else None
