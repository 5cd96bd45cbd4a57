"""Whether a variant of one lesion is in the reads of the other, though it was not called there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_values import LESIONS
from radiotmb.inputs.lesion_roles import roles_of, with_roles_of
from radiotmb.tmb.alignment_file import alignment_contigs, opened_alignment
from radiotmb.tmb.alleles import Allele, plain_chrom, trim
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.burden import calibrated_status


def recheck_partner(
    variants: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    folder: str | Path = ".",
    reference: str | Path | None = None,
    min_base_quality: int = 10,
    min_mapping_quality: int = 4,
) -> pd.DataFrame:
    """Count the partner lesion's reads at every counted variant.

    The partner of a primary is the metastasis of its patient, and the other way round; a patient
    with several of a role has no partners and is left out.

    Parameters
    ----------
    variants : pandas.DataFrame
        The variants table; rows with verdict ``counted`` are looked up.
    samples : pandas.DataFrame
        The samples table, with alignments.
    folder : path
        Paths in ``samples`` are relative to it.
    reference : path, optional
        FASTA, for CRAM.
    min_base_quality, min_mapping_quality : int
        Phred; what is below is not counted.

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, chrom, pos, ref, alt, partner_depth, partner_alt_depth (reads of the
        other lesion), called (whether it counts there too). Patients without an alignment of the
        other lesion are left out.

    Raises
    ------
    InputError
        Where there is no alignment at all, or one cannot be read.
    """
    if "alignments" not in samples.columns or samples["alignments"].isna().all():
        raise InputError(
            "no alignments to look into", expected="a column 'alignments' in the samples table"
        )
    partners = _partners(samples)
    files = {
        (str(row["patient_id"]), str(row["lesion"])): Path(folder) / str(row["alignments"])
        for row in samples.dropna(subset="alignments").to_dict("records")
    }
    counted = variants[variants["verdict"] == "counted"]
    sites = list(map(_Site.of, counted.to_dict("records")))
    keys = {(site.patient_id, site.lesion, *site.allele) for site in sites}
    rows = []
    by_lesion: dict[tuple[str, str], list[_Site]] = {}
    for site in sites:
        by_lesion.setdefault((site.patient_id, site.lesion), []).append(site)
    for (patient, lesion), own in by_lesion.items():
        partner = partners.get((patient, lesion))
        bam = files.get((patient, partner)) if partner is not None else None
        if partner is None or bam is None:
            continue
        with _Reads(bam, reference, min_base_quality, min_mapping_quality) as reads:
            for site in own:
                depth, alt_depth = reads.count(site.chrom, site.pos, site.ref, site.alt)
                called = (patient, partner, *site.allele) in keys
                rows.append((*site, depth, alt_depth, called))
    columns = ["patient_id", "lesion", "chrom", "pos", "ref", "alt"]
    columns += ["partner_depth", "partner_alt_depth", "called"]
    return with_roles_of(pd.DataFrame(rows, columns=columns), samples)


def both_lesions_have_reads(samples: pd.DataFrame) -> bool:
    """Whether any patient of a samples table has alignments of both lesions.

    Examples
    --------
    >>> samples = pd.DataFrame({"patient_id": ["P1", "P1"], "lesion": ["primary", "metastasis"],
    ...                         "alignments": ["a.bam", "b.bam"]})
    >>> both_lesions_have_reads(samples), both_lesions_have_reads(samples.head(1))
    (True, False)
    """
    if "alignments" not in samples.columns:
        return False
    aligned = samples.dropna(subset="alignments")
    partners = _partners(samples)
    there = set(zip(aligned["patient_id"], aligned["lesion"], strict=True))
    return any((patient, partners.get((patient, name))) in there for patient, name in there)


def count_sharing(rechecked: pd.DataFrame, min_alt_depth: int = 2) -> pd.DataFrame:
    """Shared and private variants of each patient, by the calls and by the partner's reads.

    Parameters
    ----------
    rechecked : pandas.DataFrame
        As :func:`recheck_partner` gives it.
    min_alt_depth : int
        Reads of the partner that make a private variant a shared one: a single read may be an
        error.

    Returns
    -------
    pandas.DataFrame
        patient_id, shared, primary_private, metastasis_private (by the calls), primary_seen,
        metastasis_seen (private ones that the other lesion's reads show), jaccard,
        jaccard_rechecked (the seen ones counted as shared).

    Examples
    --------
    >>> sites = pd.DataFrame({
    ...     "patient_id": "A", "lesion": ["primary", "primary", "metastasis"],
    ...     "chrom": "1", "pos": [5, 9, 5], "ref": "C", "alt": "T",
    ...     "partner_alt_depth": [40, 3, 50], "called": [True, False, True]})
    >>> count_sharing(sites)[["shared", "primary_seen", "jaccard", "jaccard_rechecked"]].values
    array([[1. , 1. , 0.5, 1. ]])
    """
    rows = []
    for patient, own in rechecked.groupby("patient_id", sort=False):
        # A shared variant stands in the table once for each lesion that could be asked.
        both = own[own["called"].astype(bool)]
        places = zip(both["chrom"], both["pos"], both["ref"], both["alt"], strict=True)
        shared = len({_allele(*place) for place in places})
        private = own[~own["called"]]
        seen = private[private["partner_alt_depth"] >= min_alt_depth]
        counts = [(roles_of(part) == name).sum() for part in (private, seen) for name in LESIONS]
        every = shared + counts[0] + counts[1]
        found = (shared, shared + counts[2] + counts[3])
        rows.append((patient, shared, *counts, *(n / every if every else np.nan for n in found)))
    columns = ["patient_id", "shared", "primary_private", "metastasis_private", "primary_seen"]
    return pd.DataFrame(rows, columns=[*columns, "metastasis_seen", "jaccard", "jaccard_rechecked"])


def discordance_after_recheck(
    burden: pd.DataFrame, rechecked: pd.DataFrame, assay: Assay, min_alt_depth: int = 2
) -> pd.DataFrame:
    """Whether a patient's lesions still differ in status if what both have reads of counts in both.

    Reads of a private variant in the other lesion, below the threshold that counts there, are the
    first explanation of a discordant pair.

    Parameters
    ----------
    burden : pandas.DataFrame
        The burden table.
    rechecked : pandas.DataFrame
        As :func:`recheck_partner` gives it.
    assay : Assay
        Its cutoff and calibration.
    min_alt_depth : int
        Reads of the other lesion that make a private variant a shared one.

    Returns
    -------
    pandas.DataFrame
        patient_id, discordant, discordant_rechecked: of patients with a burden of both lesions and
        reads of at least one.

    Examples
    --------
    >>> from radiotmb.tmb.assay import read_assay
    >>> burden = pd.DataFrame({"patient_id": "A", "lesion": ["primary", "metastasis"],
    ...                        "mutations": [13, 11], "megabases": 1.2})
    >>> sites = pd.DataFrame({"patient_id": "A", "lesion": ["primary"] * 2,
    ...                       "partner_alt_depth": [5, 9], "called": False})
    >>> discordance_after_recheck(burden, sites, read_assay("study")).values.tolist()
    [['A', True, False]]
    """
    private = rechecked[~rechecked["called"].astype(bool)]
    seen = private[private["partner_alt_depth"] >= min_alt_depth]
    lines = [line for line in (assay.standardisation, assay.calibration) if line.apply]
    rows = []
    for patient, own in burden.groupby("patient_id", sort=False):
        lesions = own.assign(role=roles_of(own))
        lesions = lesions[lesions["role"].isin(LESIONS)].set_index("role")
        if len(lesions) != 2 or not lesions.index.is_unique:
            continue
        if patient not in set(rechecked["patient_id"]):
            continue
        mine = roles_of(seen[seen["patient_id"] == patient])
        # What one lesion has and the other shows is added to the other.
        more = [int((mine == LESIONS[1 - LESIONS.index(name)]).sum()) for name in lesions.index]
        answers = []
        for count in (lesions["mutations"], lesions["mutations"] + more):
            status = calibrated_status(count, lesions["megabases"], lines, assay.cutoff)["status"]
            answers.append(bool(status.nunique() == 2))
        rows.append((patient, *answers))
    return pd.DataFrame(rows, columns=["patient_id", "discordant", "discordant_rechecked"])


def _partners(samples: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The other lesion of each lesion, of patients with one primary and one metastasis."""
    lesions = samples.assign(role=roles_of(samples)).drop_duplicates(["patient_id", "lesion"])
    found: dict[tuple[str, str], str] = {}
    for patient, own in lesions.groupby("patient_id", sort=False):
        if sorted(own["role"]) != sorted(LESIONS):
            continue
        first, second = own["lesion"]
        found |= {(str(patient), first): second, (str(patient), second): first}
    return found


def _allele(chrom: str, pos: int, ref: str, alt: str) -> Allele:
    return (plain_chrom(chrom), *trim(int(pos), ref, alt))


class _Site(NamedTuple):
    """A counted variant of a lesion."""

    patient_id: str
    lesion: str
    chrom: str
    pos: int
    ref: str
    alt: str

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> _Site:
        return cls(*(row[name] for name in cls._fields))

    @property
    def allele(self) -> Allele:
        return _allele(self.chrom, self.pos, self.ref, self.alt)


class _Reads:
    """An alignment asked for alleles."""

    def __init__(
        self, bam: Path, reference: str | Path | None, base_quality: int, mapping_quality: int
    ) -> None:
        self._names = alignment_contigs(bam, reference)
        self._qualities = (base_quality, mapping_quality)
        self._bam = bam
        self._opened = opened_alignment(bam, reference)

    def __enter__(self) -> _Reads:
        self._file = self._opened.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self._opened.__exit__(*fault)

    def count(self, chrom: str, pos: int, ref: str, alt: str) -> tuple[int, int]:
        """Reads at the site, and those with the allele (each molecule once)."""
        name = self._names.get(plain_chrom(chrom))
        if name is None:
            return 0, 0
        start, gone, come = trim(pos, ref, alt)
        # An indel shows in the column of the base before it.
        column = start - 1 if len(gone) == len(come) else start - 2
        base_quality, mapping_quality = self._qualities
        try:
            piles = self._file.pileup(
                name, column, column + 1, truncate=True, max_depth=1_000_000, stepper="samtools",
                ignore_orphans=False, min_base_quality=base_quality,
                min_mapping_quality=mapping_quality, compute_baq=False,
            )  # fmt: skip
            seen = [(read, _shows(read, gone, come)) for pile in piles for read in pile.pileups]
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot be asked for a place ({error})", file=self._bam, hint="samtools index it"
            ) from error
        bases = [shows for read, shows in seen if not (read.is_del or read.is_refskip)]
        return len(bases), sum(bases)


def _shows(read, gone: str, come: str) -> bool:
    at = read.query_position
    if at is None:
        return False
    sequence = read.alignment.query_sequence or ""
    if len(gone) == len(come):
        return sequence[at : at + len(come)].upper() == come
    if come:
        return read.indel == len(come) and sequence[at + 1 : at + 1 + len(come)].upper() == come
    return read.indel == -len(gone)
