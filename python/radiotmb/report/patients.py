"""What the study knows of one patient, from its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from radiotmb.inputs.lesion_roles import roles_of
from radiotmb.report import wording
from radiotmb.report.study_output import StudyOutput

# What of a variant says which it is.
_SITE = ["gene", "chrom", "pos", "ref", "alt"]


@dataclass(frozen=True)
class Patient:
    """One patient's rows of the tables; those that are absent are None.

    Attributes
    ----------
    name : str
        patient_id.
    burden, pairs, predictions, judged : pandas.DataFrame or None
        Rows of ``burden``, ``pairs``, ``averaged`` (with the phases' cutoffs) and
        ``discordance_patients``.
    mutations : pandas.DataFrame or None
        gene, chrom, pos, ref, alt, consequence, found in, and the allele fraction of each lesion.
    clinical : pandas.Series or None
        The row of ``patients``.
    pictures : tuple of Path
        Of the scans, in the order of their names.
    """

    name: str
    burden: pd.DataFrame | None
    pairs: pd.DataFrame | None
    mutations: pd.DataFrame | None
    predictions: pd.DataFrame | None
    judged: pd.DataFrame | None
    clinical: pd.Series | None
    pictures: tuple[Path, ...]


def all_patients(output: StudyOutput) -> list[Patient]:
    """Every patient with a burden, in the order of the table."""
    burden = output.table("burden")
    if burden is None:
        return []
    pictures = _pictures(output)
    predictions = _with_cutoffs(output)
    variants = counted_variants(output)
    clinical = output.table("patients")
    patients = []
    for name in dict.fromkeys(burden["patient_id"].astype(str)):
        row = _of(clinical, name)
        patients.append(
            Patient(
                name,
                _of(burden, name),
                _of(output.table("pairs"), name),
                None if variants is None else mutations_of(variants, burden, name),
                _of(predictions, name),
                _of(output.table("discordance_patients"), name),
                None if row is None else row.iloc[0],
                tuple(pictures.get(name, ())),
            )
        )
    return patients


def counted_variants(output: StudyOutput) -> pd.DataFrame | None:
    """The variants that were counted; None where the study kept none."""
    variants = output.table("variants")
    if variants is None or not {"patient_id", "lesion", *_SITE} <= set(variants):
        return None
    if "verdict" in variants:
        variants = variants[variants["verdict"] == "counted"]
    return variants


def mutations_of(variants: pd.DataFrame, burden: pd.DataFrame, patient: str) -> pd.DataFrame | None:
    """One patient's mutations, a row each: those of several lesions first.

    Parameters
    ----------
    variants : pandas.DataFrame
        Counted variants: patient_id, lesion, gene, chrom, pos, ref, alt and, where known,
        consequence and alt_fraction.
    burden : pandas.DataFrame
        patient_id, lesion (and role): the lesions that were sequenced, whose order is kept.
    patient : str

    Returns
    -------
    pandas.DataFrame or None
        gene, chrom, pos, ref, alt, consequence, found_in, lesions, and ``fraction LESION`` for each
        lesion; none where no variant was counted.
    """
    own = variants[variants["patient_id"].astype(str) == patient]
    lesions = burden.loc[burden["patient_id"].astype(str) == patient, "lesion"].tolist()
    if own.empty:
        return None
    rows = []
    for site, part in own.groupby(_SITE, sort=False, dropna=False):
        there = [lesion for lesion in lesions if (part["lesion"] == lesion).any()]
        all_of_them = "both lesions" if len(lesions) == 2 else "all lesions"
        found = all_of_them if len(there) == len(lesions) > 1 else ", ".join(map(str, there))
        row = dict(zip(_SITE, site, strict=True))
        row["consequence"] = part["consequence"].iloc[0] if "consequence" in part else None
        row |= {"found_in": found, "lesions": len(there)}
        if "alt_fraction" in part:
            of = part.drop_duplicates("lesion").set_index("lesion")["alt_fraction"]
            row |= {f"fraction {lesion}": of.get(lesion) for lesion in lesions}
        rows.append(row)
    table = pd.DataFrame(rows)
    order = {lesion: place for place, lesion in enumerate(lesions)}
    first = table["found_in"].map(lambda text: order.get(text, -1))
    return (
        table.assign(first=first)
        .sort_values(["lesions", "first", "gene"], ascending=[False, True, True], kind="stable")
        .drop(columns="first")
        .reset_index(drop=True)
    )


def sharing_words(mutations: pd.DataFrame | None, burden: pd.DataFrame | None) -> str:
    """How many mutations several lesions share and how many each has alone."""
    if mutations is None or burden is None:
        return "No mutation was counted."
    shared = int((mutations["lesions"] > 1).sum())
    alone = [
        f"{int(((mutations['lesions'] == 1) & (mutations['found_in'] == lesion)).sum())} in the "
        f"{lesion} alone"
        for lesion in burden["lesion"]
    ]
    if len(burden) < 2:
        count = wording.plural(len(mutations), "mutation")
        return f"{count} {'was' if len(mutations) == 1 else 'were'} counted in one lesion."
    return (
        f"{wording.plural(shared, 'mutation')} {'is' if shared == 1 else 'are'} shared, "
        f"{', '.join(alone)}."
    )


def lesion_roles(burden: pd.DataFrame) -> list[str]:
    """The role of each lesion of a patient, which gives it its colour."""
    return [str(role) for role in roles_of(burden)]


def _of(table: pd.DataFrame | None, patient: str) -> pd.DataFrame | None:
    if table is None or "patient_id" not in table:
        return None
    rows = table[table["patient_id"].astype(str) == patient]
    return None if rows.empty else rows


def _with_cutoffs(output: StudyOutput) -> pd.DataFrame | None:
    """Each held-out probability with the phase's cutoff and what it says."""
    averaged, cutoffs = output.table("averaged"), output.table("cutoffs")
    if averaged is None or cutoffs is None or "cutoff" not in cutoffs:
        return None
    joined = averaged.merge(cutoffs[["lesion", "phase", "cutoff"]], on=["lesion", "phase"])
    said = joined["probability"] >= joined["cutoff"]
    return joined.assign(predicted=said.map({True: "high", False: "low"}))


def _pictures(output: StudyOutput) -> dict[str, list[Path]]:
    """Pictures by patient: those whose names are those of the patient's scans."""
    quality = output.table("quality")
    if quality is None:
        return {}
    owner = {
        re.sub(r"[^\w.-]+", "_", f"{row.patient_id} {row.lesion} {row.phase}"): str(row.patient_id)
        for row in quality.itertuples(index=False)
    }
    found: dict[str, list[Path]] = {}
    for path in sorted((output.folder / "figures" / "quality").glob("*.png")):
        patient = owner.get(re.sub(r"^\d{3,}_", "", path.stem))
        if patient is not None and not path.name.startswith("."):
            found.setdefault(patient, []).append(path)
    return found
