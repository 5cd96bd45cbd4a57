"""The chain of filters: a variant's verdict is the name of the first that removes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.germline import trim
from radiotmb.tmb.intervals import Intervals
from radiotmb.tmb.variant import Evidence, Layout, Variant, plain_chrom

COUNTED = "counted"
_BASES = frozenset("ACGTNacgtn")
_SYMBOLS = frozenset("<>[]*.")


def is_symbolic(alt: str) -> bool:
    """Whether an alternate allele is no sequence: ``<DEL>``, a breakend, ``*`` or ``.``.

    Examples
    --------
    >>> [is_symbolic(alt) for alt in ("A", "<DUP>", "N[chr2:1[", "*", ".", "-")]
    [False, True, True, True, True, False]
    """
    return not alt or not _SYMBOLS.isdisjoint(alt)


def is_below(value: float | np.ndarray, least: float) -> bool | np.ndarray:
    """Whether a value misses a limit, that much more than a rounding error."""
    # 30 reads of 300 are 10 %: a share is a ratio of two counts, never a hair below itself.
    return value < least * (1 - 1e-9)


@dataclass
class Chain:
    """An assay's filters, made ready for one file.

    ``judge`` returns a verdict. ``evidence`` holds what was read for the last variant judged by
    depth or fraction, so that nothing is decoded twice.
    """

    assay: Assay
    layout: Layout
    targets: Intervals | None = None
    germline: Callable[[Variant], bool] | None = None
    judged: int = 0
    silent: int = 0
    evidence: Evidence | None = None
    steps: list[tuple[str, Callable[[Variant], bool]]] = field(default_factory=list)
    _seen: set[tuple[str, str, int, str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._refuse_missing_tags()
        self.wanted = self.assay.wanted
        self._pass = frozenset(self.assay.pass_values)
        self.steps = [
            (name, getattr(self, f"_{name}"))
            for name in self.assay.filters
            if self._is_needed(name)
        ]

    def _is_needed(self, name: str) -> bool:
        if name == "outside":
            return self.targets is not None
        if name == "germline":
            return self.germline is not None or self.assay.germline.info_tag is not None
        if name == "depth":
            return self.assay.min_depth > 0
        if name == "fraction":
            return self.assay.min_fraction > 0
        return True

    def _refuse_missing_tags(self) -> None:
        assay, layout = self.assay, self.layout
        if "consequence" in assay.filters and layout.annotator is None:
            raise InputError(
                "the variants are not annotated (none of CSQ, ANN, BCSQ, FUNC, FUNCOTATION, "
                "ExonicFunc in the header)",
                file=layout.path,
                hint="--reference FASTA with --genes GFF3 annotates them with bcftools csq",
            )
        for name, limit, has, option in (
            ("depth", assay.min_depth, layout.has_depth, "--depth-tag"),
            ("fraction", assay.min_fraction, layout.has_fraction, "--fraction-tag"),
        ):
            if name in assay.filters and limit > 0 and not has:
                raise InputError(
                    f"no tag gives the {name} that the filter '{name}' of preset "
                    f"'{assay.name}' needs (looked for FDP/FAO, AD, AO/RO, FREQ, AF, DP)"
                    if layout.kind != "MAF"
                    else f"no column gives the {name} that the filter '{name}' of preset "
                    f"'{assay.name}' needs (looked for t_ref_count, t_alt_count, t_depth)",
                    file=layout.path,
                    hint=f"{option} names one; --preset all-coding has no such filter",
                )

    def judge(self, variant: Variant, start: int = 0, evidence: Evidence | None = None) -> str:
        """``counted``, or the name of the first filter that removes the variant.

        ``start`` leaves out filters that were asked before; ``evidence`` is what they read.
        """
        self.evidence = evidence
        for name, removes in self.steps[start:] if start else self.steps:
            if removes(variant):
                return name
        return COUNTED

    def _caller(self, variant: Variant) -> bool:
        return variant.filter not in self._pass

    def _symbolic(self, variant: Variant) -> bool:
        return is_symbolic(variant.alt)

    def _absent(self, variant: Variant) -> bool:
        return variant.absent()

    def _outside(self, variant: Variant) -> bool:
        return not self.targets.contains(variant.chrom, variant.pos - 1)  # type: ignore[union-attr]

    def _consequence(self, variant: Variant) -> bool:
        return not variant.counts(self.wanted)

    def _read(self, variant: Variant) -> Evidence:
        if self.evidence is None:
            self.evidence = variant.evidence()
        return self.evidence

    def _depth(self, variant: Variant) -> bool:
        return self._below(self._read(variant).depth, self.assay.min_depth)

    def _fraction(self, variant: Variant) -> bool:
        return self._below(self._read(variant).alt_fraction, self.assay.min_fraction)

    def _below(self, value: float | None, least: float) -> bool:
        self.judged += 1
        if value is None:
            self.silent += 1
            return True
        return bool(is_below(value, least))

    def _germline(self, variant: Variant) -> bool:
        if self.germline is not None and self.germline(variant):
            return True
        if self.assay.germline.info_tag is None:
            return False
        share = variant.frequency()
        return share is not None and share >= self.assay.germline.max_frequency

    def _duplicate(self, variant: Variant) -> bool:
        spelling = trim(variant.pos, variant.ref, variant.alt)
        key = (variant.sample, plain_chrom(variant.chrom), *spelling)
        if key in self._seen:
            return True
        self._seen.add(key)
        return False
