"""One file through the chain: what counts, what was removed by which filter, and the rows."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from radiotmb.errors import InputError
from radiotmb.tmb.annotate import annotate_vcf
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.consequence import Effect, worst_effect
from radiotmb.tmb.filters import COUNTED, Chain
from radiotmb.tmb.germline import germline_test, trim
from radiotmb.tmb.intervals import read_bed
from radiotmb.tmb.prefilter import Left, Sieve
from radiotmb.tmb.readers import VariantFile, open_variants
from radiotmb.tmb.variant import Variant, plain_chrom
from radiotmb.tmb.vcf import VcfFile

ROW = (
    "chrom",
    "pos",
    "ref",
    "alt",
    "gene",
    "consequence",
    "depth",
    "alt_depth",
    "alt_fraction",
    "verdict",
)
_DAMAGED = {("C", "T"), ("G", "A")}


@dataclass
class Tally:
    """What came of one sample of a file. Plain data only (:meth:`as_dict`)."""

    mutations: int = 0
    total: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    judged: int = 0
    silent: int = 0
    low_snvs: int = 0
    low_deaminated: int = 0
    rows: list[Sequence[Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**vars(self), "removed": dict(self.removed)}


def tally_file(
    path: str | Path,
    assay: Assay,
    *,
    sample: str | None = None,
    germline: str | Path | None = None,
    targets: str | Path | None = None,
    reference: str | Path | None = None,
    genes: str | Path | None = None,
    annotator: str | None = None,
    depth_tag: str | None = None,
    fraction_tag: str | None = None,
    keep: str = "all",
    span: Span | None = None,
) -> tuple[dict[str, Tally], list[str]]:
    """Judge every variant of a file.

    Parameters
    ----------
    path : path
    assay : Assay
    sample : str, optional
        A name inside a file of several samples.
    germline, targets, reference : path, optional
    genes : path, optional
        GFF3: with ``reference``, a VCF without annotation is annotated with bcftools csq.
    annotator, depth_tag, fraction_tag : str, optional
        Forced instead of recognised.
    keep : str
        ``all`` keeps a row for every variant; ``counted`` only for those that count, so that
        memory does not grow with the file.
    span : Span, optional
        Only one part of a BGZF VCF.

    Returns
    -------
    dict of str to Tally, list of str
        By sample (a MAF holds many), and notes for the log.
    """
    options = {
        "wanted": assay.wanted,
        "annotator": annotator,
        "depth_tag": depth_tag,
        "fraction_tag": fraction_tag,
        "frequency_tag": assay.germline.info_tag if "germline" in assay.filters else None,
    }
    with contextlib.ExitStack() as scratch:
        file = open_variants(path, sample, span=span, **options)
        if file.layout.annotator is None and reference and genes:
            folder = scratch.enter_context(tempfile.TemporaryDirectory())
            annotated = annotate_vcf(path, reference, genes, Path(folder) / "annotated.vcf.gz")
            file = open_variants(annotated, sample or _own_name(file), **options)
            # What is wrong is wrong with the user's file, not with the scratch copy.
            file.path, file.layout = Path(path), file.layout._replace(path=Path(path))
        tallies, notes, silence = _tally(file, assay, germline, targets, reference, keep)
    if span is None:
        refuse_silence(path, *silence)
    return tallies, notes


def _own_name(file: VariantFile) -> str | None:
    return getattr(file, "sample", None)


def _tally(
    file: VariantFile,
    assay: Assay,
    germline: str | Path | None,
    targets: str | Path | None,
    reference: str | Path | None,
    keep: str,
) -> tuple[dict[str, Tally], list[str], tuple[int, int]]:
    chain = Chain(
        assay,
        file.layout,
        targets=read_bed(targets) if targets else None,
        germline=germline_test(germline, match=assay.germline.match, reference=reference),
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    if (own := _own_name(file)) is not None:
        tallies[own] = Tally()  # a sample without any variant has a burden of 0
    if keep == "all" or not isinstance(file, VcfFile):
        for variant in file:
            _count(tallies[variant.sample], chain, Left(variant), keep == "all")
    else:
        tally, sieve = tallies[file.sample], Sieve(file, chain)
        for left in sieve:
            _count(tally, chain, left, False)
        tally.removed += sieve.removed
        tally.total += sieve.removed.total()
        tally.low_snvs += sieve.low_snvs
        tally.low_deaminated += sieve.low_deaminated
        chain.judged += sieve.judged
    layout = file.layout
    first = next(iter(tallies.values()), Tally())
    first.judged, first.silent = chain.judged, chain.silent
    notes = [
        f"{layout.kind}: consequence by {layout.annotator}, depth and fraction by {layout.evidence}"
    ]
    if chain.silent:
        notes.append(
            f"{chain.silent} variants without a value in {layout.evidence} were removed by the "
            "filter that asked for it"
        )
    return dict(tallies), notes, (chain.judged, chain.silent)


def refuse_silence(path: str | Path, judged: int, silent: int) -> None:
    """Stop where not one variant carried the value a filter asked for.

    Raises
    ------
    InputError
        A declared tag that no record fills would silently remove everything.
    """
    if judged and silent == judged:
        raise InputError(
            "no variant has a value in the tags that the filters depth and fraction read",
            file=path,
            hint="--depth-tag and --fraction-tag name other tags",
        )


def merge_parts(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One sample's tally from the tallies of the parts of its file."""
    merged = dict(parts[0])
    for part in parts[1:]:
        for name in ("mutations", "total", "judged", "silent", "low_snvs", "low_deaminated"):
            merged[name] += part[name]
        merged["removed"] = dict(Counter(merged["removed"]) + Counter(part["removed"]))
        merged["rows"] = merged["rows"] + part["rows"]
    return _without_repeats(merged)


def _without_repeats(merged: dict[str, Any]) -> dict[str, Any]:
    """A record that stands in two parts counts once."""
    seen, rows = set(), []
    for row in merged["rows"]:
        key = (plain_chrom(row[0]), *trim(*row[1:4]))
        if key not in seen:
            rows.append(row)
        seen.add(key)
    repeats = len(merged["rows"]) - len(rows)
    if repeats:
        merged["removed"]["duplicate"] = merged["removed"].get("duplicate", 0) + repeats
    return {**merged, "rows": rows, "mutations": merged["mutations"] - repeats}


def _count(tally: Tally, chain: Chain, left: Left, keep_all: bool) -> None:
    variant = left.variant
    verdict = chain.judge(variant, left.start, left.evidence)
    tally.total += 1
    if verdict == COUNTED:
        tally.mutations += 1
    else:
        tally.removed[verdict] += 1
    if verdict in (COUNTED, "fraction"):
        _watch_deamination(tally, variant, chain)
    if keep_all or verdict == COUNTED:
        tally.rows.append(_row(variant, chain, verdict, left.effect))


def _watch_deamination(tally: Tally, variant: Variant, chain: Chain) -> None:
    """Formalin turns cytosine into uracil in few molecules: C:G>T:A at a low fraction."""
    if not chain.layout.has_fraction:
        return
    fraction = (chain.evidence or variant.evidence()).alt_fraction
    if fraction is None or not 0 < fraction < chain.assay.deamination.below_fraction:
        return
    if len(variant.ref) != 1 or len(variant.alt) != 1:
        return
    tally.low_snvs += 1
    tally.low_deaminated += (variant.ref.upper(), variant.alt.upper()) in _DAMAGED


def _row(variant: Variant, chain: Chain, verdict: str, effect: Effect | None) -> tuple[Any, ...]:
    evidence = chain.evidence or variant.evidence()
    gene, consequence = effect or worst_effect(variant.effects(), chain.wanted)
    return (
        variant.chrom, variant.pos, variant.ref, variant.alt, gene or None, consequence or None,
        evidence.depth, evidence.alt_depth, evidence.alt_fraction, verdict,
    )  # fmt: skip
