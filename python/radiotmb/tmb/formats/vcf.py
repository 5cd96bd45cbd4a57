"""VCF and BCF, read block by block into columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import is_position
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.formats.text_block import Cutter, TextBlock, text_block
from radiotmb.tmb.formats.vcf_columns import TermTable, VcfColumns
from radiotmb.tmb.formats.vcf_file import VcfFile, batches
from radiotmb.tmb.formats.vcf_header import read_header
from radiotmb.tmb.lines import line_blocks
from radiotmb.tmb.read_ahead import is_large, read_ahead
from radiotmb.tmb.resources import Resources

_POS, _REF, _ALT = 1, 3, 4
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
        cutter, terms = Cutter(), TermTable(self.annotator, self.wanted)
        texts = _records(self, self._span)
        cuts = (text_block(text, self.width, cutter) or bytes(text) for text in texts)
        line = self.header.lines + 1
        for found in read_ahead(cuts) if is_large(self.source) else cuts:
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
