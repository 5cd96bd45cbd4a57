"""Annotated calls of a simulated lesion, in the shape Ion Reporter writes them.

Each lesion has its counted mutations and, beside them, what the study's filters must remove:
synonymous and intronic calls, calls below 10% or below 300 reads, common germline variants, and
hotspot positions that were looked at and found unmutated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from radiotmb.simulate.cohort import Patient
from radiotmb.simulate.panel import CONTIGS, DRIVERS, HOTSPOTS, LONG_GENES, PANEL
from radiotmb.simulate.streams import stream

_BASES = "ACGT"
_AMINO_ACIDS = (
    *("Ala", "Arg", "Asn", "Asp", "Cys", "Gln", "Glu", "Gly", "His", "Ile"),
    *("Leu", "Lys", "Met", "Phe", "Pro", "Ser", "Thr", "Trp", "Tyr", "Val"),
)
_GENE_SPAN = 20_000
_CHROM_ORDER = {chrom: rank for rank, chrom in enumerate(CONTIGS)}


@dataclass(frozen=True)
class Call:
    """One line of a VCF: a change, what it does, and the reads that show it."""

    chrom: str
    pos: int
    ref: str
    alt: str
    gene: str
    function: str
    protein: str
    depth: int = 0
    alt_depth: int = 0
    unfiltered_depth: int = 0
    identifier: str = "."

    @property
    def site(self) -> tuple[int, int]:
        """Where it sorts."""
        return _CHROM_ORDER[self.chrom], self.pos

    @property
    def change(self) -> tuple[str, int, str, str]:
        """Chromosome, position, reference and alternative allele."""
        return self.chrom, self.pos, self.ref, self.alt


def germline_panel(seed: int, sites: int = 150) -> list[tuple[Call, float]]:
    """Common germline variants of the simulated population, each with its allele frequency."""
    random = stream(seed, "germline")
    taken: set[tuple[int, int]] = set()
    functions = ["missense", "synonymous", "", "frameshiftDeletion"]
    panel = []
    for number in range(1, sites + 1):
        gene = str(random.choice(list(PANEL)))
        function = str(random.choice(functions, p=[0.40, 0.40, 0.18, 0.02]))
        call = _call_in(random, gene, function, taken)
        frequency = round(float(random.uniform(0.02, 0.5)), 4)
        panel.append((replace(call, identifier=f"rsSIM{number:05d}"), frequency))
    return sorted(panel, key=lambda entry: entry[0].site)


def simulate_variants(
    patient: Patient, germline: list[tuple[Call, float]], seed: int
) -> dict[str, list[Call]]:
    """The calls of both lesions of a patient, sorted by place.

    Returns
    -------
    dict
        ``primary`` and ``metastasis``: a list of :class:`Call` each, with as many calls that the
        ``study`` preset counts as the patient was given.
    """
    random = stream(seed, "variants", patient.patient_id)
    taken = {call.site for call, _ in germline} | {
        (_CHROM_ORDER[spot.chrom], spot.pos) for spot in HOTSPOTS
    }
    own = {
        "primary": patient.primary_mutations - patient.shared_mutations,
        "metastasis": patient.metastasis_mutations - patient.shared_mutations,
    }
    shared = _somatic(random, patient.shared_mutations, taken, drivers=True)
    carried = [(call, _genotype(random, frequency)) for call, frequency in germline]
    carried = [(call, copies) for call, copies in carried if copies]
    silent = _silent(random, int(random.integers(3, 7)), taken)
    lesions = {}
    for lesion, count in own.items():
        purity = random.uniform(0.35, 0.75)
        mutations = shared + _somatic(random, count, taken, drivers=False)
        kept = [_with_reads(random, call, purity / 2) for call in mutations]
        # One stands exactly on both limits (300 reads, 10%), which the study's rule counts.
        kept[-1] = replace(kept[-1], depth=300, alt_depth=30, unfiltered_depth=310)
        calls = [
            *kept,
            *(_with_reads(random, call, purity / 2) for call in silent),
            *(_with_reads(random, c, purity / 2) for c in _silent(random, 2, taken)),
            *_low_fraction(random, int(random.integers(4, 9)), taken),
            *_low_depth(random, int(random.integers(2, 6)), taken, purity / 2),
            *(_with_reads(random, call, 0.495 * copies) for call, copies in carried),
            *_unmutated_hotspots(random, {call.site for call in kept}),
        ]
        lesions[lesion] = sorted(calls, key=lambda call: call.site)
    return lesions


def _genotype(random: np.random.Generator, frequency: float) -> int:
    return int(random.binomial(2, frequency))


def _call_in(
    random: np.random.Generator, gene: str, function: str, taken: set[tuple[int, int]]
) -> Call:
    """A new change of the given function inside a gene, away from every place in ``taken``."""
    place = PANEL[gene]
    rank = _CHROM_ORDER[place.chrom]
    pos = place.start + int(random.integers(_GENE_SPAN))
    # Calls keep ten bases apart so that no deletion spans another call.
    while any((rank, pos + offset) in taken for offset in range(-10, 11)):
        pos = place.start + int(random.integers(_GENE_SPAN))
    taken.add((rank, pos))
    ref, alt = _alleles(random, function)
    codon = 1 + (pos - place.start) // 3
    before, after = random.choice(_AMINO_ACIDS, size=2, replace=False)
    protein = {
        "missense": f"p.{before}{codon}{after}",
        "nonsense": f"p.{before}{codon}Ter",
        "synonymous": "p.(=)",
        "": "p.?",
    }.get(function, f"p.{before}{codon}fs")
    if function.startswith("nonframeshift"):
        protein = f"p.{before}{codon}{'del' if len(ref) > len(alt) else 'dup'}"
    return Call(place.chrom, pos, ref, alt, gene, function, protein)


def _alleles(random: np.random.Generator, function: str) -> tuple[str, str]:
    if function.lower().endswith(("insertion", "deletion")):
        length = 3 if function.startswith("nonframeshift") else int(random.choice([1, 1, 1, 2, 4]))
        extra = "".join(random.choice(list(_BASES), size=length))
        # The anchor base differs from the next, so the change is already left-aligned.
        anchor = str(random.choice([base for base in _BASES if base != extra[-1]]))
        longer = anchor + extra
        return (anchor, longer) if function.lower().endswith("insertion") else (longer, anchor)
    # Deamination of methylated CpG leads in colorectal cancer.
    ref = str(random.choice(list("CGAT"), p=[0.35, 0.35, 0.15, 0.15]))
    transition = {"C": "T", "G": "A", "A": "G", "T": "C"}[ref]
    others = [base for base in _BASES if base not in (ref, transition)]
    return ref, transition if random.random() < 0.7 else str(random.choice(others))


def _somatic(
    random: np.random.Generator, count: int, taken: set[tuple[int, int]], *, drivers: bool
) -> list[Call]:
    """``count`` nonsynonymous changes; the trunk starts with the tumour's drivers."""
    calls: list[Call] = []
    if drivers:
        for gene, share in DRIVERS.items():
            if len(calls) < count and random.random() < share:
                calls.append(_driver(random, gene, taken))
    weights = np.array([LONG_GENES.get(gene, 1.0) for gene in PANEL])
    names = list(PANEL)
    while len(calls) < count:
        gene = names[int(random.choice(len(names), p=weights / weights.sum()))]
        kind = random.choice(
            ["missense", "nonsense", "frameshiftDeletion", "frameshiftInsertion",
             "nonframeshiftDeletion"],
            p=[0.80, 0.08, 0.06, 0.04, 0.02],
        )  # fmt: skip
        calls.append(_call_in(random, gene, str(kind), taken))
    return calls


def _driver(random: np.random.Generator, gene: str, taken: set[tuple[int, int]]) -> Call:
    spots = [spot for spot in HOTSPOTS if spot.symbol == gene]
    truncating = gene in ("APC", "SOX9", "AMER1", "ARID1A", "RNF43", "TCF7L2")
    if spots and random.random() < (0.3 if truncating else 0.8):
        spot = spots[int(random.integers(len(spots)))]
        return Call(spot.chrom, spot.pos, spot.ref, spot.alt, gene, spot.function, spot.protein)
    kinds = (
        ["nonsense", "frameshiftDeletion", "frameshiftInsertion"] if truncating else ["missense"]
    )
    return _call_in(random, gene, str(random.choice(kinds)), taken)


def _silent(random: np.random.Generator, count: int, taken: set[tuple[int, int]]) -> list[Call]:
    genes = random.choice(list(PANEL), size=count)
    kinds = random.choice(["synonymous", ""], size=count, p=[0.8, 0.2])
    return [
        _call_in(random, str(gene), str(kind), taken)
        for gene, kind in zip(genes, kinds, strict=True)
    ]


def _low_fraction(
    random: np.random.Generator, count: int, taken: set[tuple[int, int]]
) -> list[Call]:
    calls = _somatic(random, count, taken, drivers=False)
    return [_reads(random, call, random.uniform(0.025, 0.09), low=500, high=1600) for call in calls]


def _low_depth(
    random: np.random.Generator, count: int, taken: set[tuple[int, int]], fraction: float
) -> list[Call]:
    """Fewer than 300 reads survive flow-space evaluation, though some had more before it."""
    calls = []
    for call in _somatic(random, count, taken, drivers=False):
        shallow = _reads(random, call, fraction, low=60, high=299)
        if random.random() < 0.4:
            shallow = replace(shallow, unfiltered_depth=int(random.integers(305, 360)))
        calls.append(shallow)
    return calls


def _unmutated_hotspots(random: np.random.Generator, mutated: set[tuple[int, int]]) -> list[Call]:
    spots = [spot for spot in HOTSPOTS if (_CHROM_ORDER[spot.chrom], spot.pos) not in mutated]
    chosen = random.choice(len(spots), size=2, replace=False)
    calls = {}
    for index in chosen:
        spot = spots[int(index)]
        call = Call(spot.chrom, spot.pos, spot.ref, spot.alt, spot.symbol, "refallele", "p.(=)")
        calls[call.site] = _reads(random, call, 0.0, low=400, high=1500)
    return list(calls.values())


def _with_reads(random: np.random.Generator, call: Call, fraction: float) -> Call:
    """Reads enough for the call to pass: at least 300, and at least 10% of them the change's."""
    drawn = float(np.clip(random.normal(fraction, 0.06), 0.12, 0.995))
    return _reads(random, call, drawn, low=320, high=1800)


def _reads(
    random: np.random.Generator, call: Call, fraction: float, *, low: int, high: int
) -> Call:
    depth = (
        int(np.clip(random.normal(950, 300), low, high))
        if high > 300
        else int(random.integers(low, high, endpoint=True))
    )
    alt_depth = round(depth * fraction)
    return replace(
        call, depth=depth, alt_depth=alt_depth, unfiltered_depth=depth + int(random.integers(0, 20))
    )
