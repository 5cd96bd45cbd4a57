"""The first filters of the chain on raw bytes, so that most records are never decoded.

The answer is the chain's own: a record is removed here only where the chain would remove it by
the same name, and what is in doubt goes on to the chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from radiotmb.tmb.filters import Chain
from radiotmb.tmb.vcf import VcfFile, VcfVariant

_ORDER = ("caller", "symbolic", "absent", "outside", "consequence")
_BASES = frozenset((b"A", b"C", b"G", b"T"))


def sieved_steps(chain: Chain) -> list[str]:
    """How far the chain begins with filters that a sieve knows, in the order it knows them."""
    found: list[str] = []
    at = 0
    for name, _ in chain.steps:
        if name not in _ORDER or _ORDER.index(name) < at:
            break
        at = _ORDER.index(name)
        found.append(name)
    return found


def sift(file: VcfFile, chain: Chain, removed: Counter[str]) -> Iterator[tuple[VcfVariant, int]]:
    """Variants that are left, each with the place in the chain where its judgement goes on.

    Parameters
    ----------
    file : VcfFile
    chain : Chain
    removed : Counter
        Gets the number that each filter removed here.
    """
    steps = sieved_steps(chain)
    passes = {value.encode() for value in chain.assay.pass_values} if "caller" in steps else None
    genotyped = "absent" in steps and file.column is not None
    terms = file.terms if steps[-1:] == ["consequence"] else None
    targets = chain.targets if "outside" in steps else None
    # The consequence is looked for here and read there.
    go_on = len(steps) - (terms is not None)
    column, absent = file.column or 0, _Absent()
    gone = dict.fromkeys(steps, 0)
    for line, columns in file.records():
        if columns[4] not in _BASES:
            for variant in file.alleles(line, columns):
                yield variant, 0
            continue
        if passes is not None and columns[6] not in passes:
            gone["caller"] += 1
            continue
        if genotyped and columns[8][:2] == b"GT" and absent[columns[column].partition(b":")[0]]:
            gone["absent"] += 1
            continue
        if targets is not None:
            chrom = columns[0].decode("utf-8", "replace")
            if not targets.contains(chrom, int(columns[1]) - 1):
                gone["outside"] += 1
                continue
        if terms is not None:
            info = columns[7]
            for term in terms:
                if term in info:
                    break
            else:
                gone["consequence"] += 1
                continue
        first = columns[8][:2] == b"GT" if genotyped else True
        yield VcfVariant(file, line, columns, [columns[4]], 0), go_on if first else 0
    removed.update({name: count for name, count in gone.items() if count})


class _Absent(dict[bytes, bool]):
    """Genotypes of a record with one alternate allele; a file repeats a few."""

    def __missing__(self, genotype: bytes) -> bool:
        answer = bool(genotype) and b"1" not in genotype.replace(b"|", b"/").split(b"/")
        self[genotype] = answer
        return answer
