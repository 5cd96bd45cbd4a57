"""Places and alleles: chromosome names, positions, one spelling of an allele for all formats."""

from __future__ import annotations

import re
from pathlib import Path

from radiotmb.errors import InputError

Allele = tuple[str, int, str, str]
"""Chromosome, position, reference and alternate, as :func:`spelling` writes them."""

LONGEST_POSITION = 10
"""Digits: positions on human chromosomes have at most 9, a much longer number is damage."""

# Mitochondrion, unplaced and unlocalised sequence, alternate haplotypes, decoys, viruses.
_NOT_PRIMARY = re.compile(
    r"(?i)^(MT|M|chrM|chrMT|NC_012920.*|(chr)?Un_.*|.*_random|.*_alt|.*_fix|.*_decoy|.*_hap\d+|"
    r"GL\d{6}.*|KI\d{6}.*|KN\d{6}.*|NT_\d+.*|NW_\d+.*|HLA-.*|hs37d5|hs38d1|chrEBV|EBV|NC_007605)$"
)


def plain_chrom(chrom: str) -> str:
    """A chromosome's name without ``chr``, and the mitochondrion as ``MT``: for comparing only.

    Examples
    --------
    >>> plain_chrom("chr7"), plain_chrom("chrM")
    ('7', 'MT')
    """
    name = chrom[3:] if chrom[:3].lower() == "chr" else chrom
    return "MT" if name == "M" else name


def is_primary(chrom: str) -> bool:
    """Whether a contig belongs to the assembled nuclear chromosomes.

    Examples
    --------
    >>> [is_primary(name) for name in ("chr7", "X", "chrM", "GL000220.1", "chr1_KI270706v1_random")]
    [True, True, False, False, False]
    """
    return _NOT_PRIMARY.match(chrom) is None


def is_position(text: bytes | str) -> bool:
    """Whether a text is a whole number that can be a place on a chromosome.

    Examples
    --------
    >>> is_position("112175639"), is_position(b"-1"), is_position("²"), is_position("9" * 5000)
    (True, False, False, False)
    """
    return text.isdigit() and text.isascii() and len(text) <= LONGEST_POSITION


def trim(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    """An allele without the bases it shares with the reference, so that VCF and MAF agree.

    VCF writes an indel with the base before it, MAF with a dash; an insertion stands before the
    position that is returned.

    Examples
    --------
    >>> trim(100, "CAA", "CA"), trim(102, "A", "-"), trim(101, "AA", "A")
    ((102, 'A', ''), (102, 'A', ''), (102, 'A', ''))
    """
    ref, alt = ref.upper(), alt.upper()
    if len(ref) == len(alt) == 1 and ref != alt and alt != "-" != ref:
        return pos, ref, alt  # most variants
    if ref in ("-", ""):
        return pos + 1, "", alt
    alt = "" if alt == "-" else alt
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[shared] == alt[shared]:
        shared += 1
    pos, ref, alt = pos + shared, ref[shared:], alt[shared:]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return pos, ref, alt


class Reference:
    """A FASTA with its index, asked for by chromosome with or without ``chr``."""

    def __init__(self, path: str | Path) -> None:
        import pysam

        self.path = Path(path)
        if not self.path.is_file():
            raise InputError("no such file", file=path, expected="a reference FASTA")
        try:
            self._fasta = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise InputError(
                "not readable as an indexed FASTA", file=path, hint=f"samtools faidx {path}"
            ) from error
        self._names = {plain_chrom(name): name for name in self._fasta.references}
        self.lengths = dict(zip(self._fasta.references, self._fasta.lengths, strict=True))

    def bases(self, chrom: str, start: int, end: int) -> str:
        """Bases of the 0-based half-open interval, upper case; short or empty off the end."""
        name = self._names.get(plain_chrom(chrom))
        if name is None or end <= max(0, start):
            return ""
        start, end = max(0, start), min(end, self.lengths[name])
        return str(self._fasta.fetch(name, start, end)).upper() if end > start else ""

    def left_align(self, chrom: str, pos: int, ref: str, alt: str) -> tuple[int, str, str]:
        """The one spelling of an allele that is as short and as far left as it can be.

        Source: Tan A, Abecasis GR, Kang HM. Unified representation of genetic variants.
        Bioinformatics 2015;31:2202-2204.
        """
        ref, alt = ref.upper().replace("-", ""), alt.upper().replace("-", "")
        if not ref:  # MAF: an insertion after the base at its start
            pos += 1
        while ref != alt:
            if ref and alt and ref[-1] == alt[-1]:
                ref, alt = ref[:-1], alt[:-1]
            elif not ref or not alt:
                before = self.bases(chrom, pos - 2, pos - 1)
                if not before:
                    break
                pos, ref, alt = pos - 1, before + ref, before + alt
            else:
                break
        while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
            pos, ref, alt = pos + 1, ref[1:], alt[1:]
        return pos, ref, alt


def spelling(reference: Reference | None, chrom: str, pos: int, ref: str, alt: str) -> Allele:
    """An allele as every other spelling of it becomes too: trimmed, left-aligned with a FASTA."""
    simple = len(ref) == len(alt) == 1 and "-" not in (ref, alt)
    if reference is None or simple:
        return (plain_chrom(chrom), *trim(pos, ref, alt))
    return (plain_chrom(chrom), *trim(*reference.left_align(chrom, pos, ref, alt)))


_LENGTHS = {
    "GRCh37": {"1": 249250621, "2": 243199373, "3": 198022430, "7": 159138663, "12": 133851895,
               "17": 81195210, "X": 155270560},
    "GRCh38": {"1": 248956422, "2": 242193529, "3": 198295559, "7": 159345973, "12": 133275309,
               "17": 83257441, "X": 156040895},
}  # fmt: skip
_NAMES = {
    "GRCh37": re.compile(r"(?i)hg19|GRCh37|b37|hs37|human_g1k_v37|^37(\.|$)"),
    "GRCh38": re.compile(r"(?i)hg38|GRCh38|b38|hs38|^38(\.|$)"),
}


def genome_build(lengths: dict[str, int], said: str = "") -> str | None:
    """The genome build that contig lengths, or a file's own words, tell.

    Examples
    --------
    >>> genome_build({"chr1": 248956422}), genome_build({}, "file:///ref/hg19.fa"), genome_build({})
    ('GRCh38', 'GRCh37', None)
    """
    plain = {plain_chrom(name): length for name, length in lengths.items()}
    for build, known in _LENGTHS.items():
        if any(plain.get(chrom) == length for chrom, length in known.items()):
            return build
    found = [build for build, words in _NAMES.items() if words.search(said)]
    return found[0] if len(found) == 1 else None
