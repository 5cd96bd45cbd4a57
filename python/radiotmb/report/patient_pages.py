"""A page for each patient beside the report: scans, burdens, mutations, predictions, survival."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Picture, Table, Text, file_name
from radiotmb.report.patients import Patient, all_patients, lesion_roles, sharing_words
from radiotmb.report.pictures import addresses_that_fit
from radiotmb.report.sections import forms
from radiotmb.report.strips import Strip
from radiotmb.report.study_output import StudyOutput
from radiotmb.runtime.files import refuse_link, write_text
from radiotmb.runtime.progress import progress_bar

FOLDER = "patients"
# What every page that radiotmb wrote begins with, and no other file.
_MARK = "<!DOCTYPE html>\n<!-- radiotmb patient page -->\n"

_PREDICTIONS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "probability": Column("Held-out probability of high TMB", forms.TWO),
    "cutoff": Column("Cutoff", forms.TWO),
    "predicted": Column("Predicted"),
    "truth": Column("Sequenced"),
}
_BURDEN = {
    "lesion": forms.LESION,
    "mutations": Column("Mutations", forms.WHOLE),
    "megabases": Column("Mb", forms.THREE),
    "tmb": Column("TMB per Mb", forms.TWO),
    "interval": forms.ci("tmb_lower", "tmb_upper"),
    "status": Column("Status"),
    "borderline": Column("Borderline", forms.truth),
}


@dataclass(frozen=True)
class Page:
    """What the template prints of one patient."""

    name: str
    sentences: list[tuple[str, str]]
    strips: list[Strip]
    pictures: list[Picture]
    pictures_left_out: int
    tables: list[Block]


def page_names(output: StudyOutput) -> dict[str, str]:
    """The address of each patient's page, from the report's folder.

    Patients may have any names: a number in front keeps two of them apart.
    """
    burden = output.table("burden")
    names = [] if burden is None else list(dict.fromkeys(burden["patient_id"].astype(str)))
    return {
        name: f"{FOLDER}/{place:03d}_{file_name(name)[:60]}.html"
        for place, name in enumerate(names, start=1)
    }


def write_patient_pages(output: StudyOutput, environment: jinja2.Environment, **page) -> list[Path]:
    """Write a page for every patient with a burden; pages of an earlier study go.

    Parameters
    ----------
    output : StudyOutput
    environment : jinja2.Environment
        Of the report's templates.
    **page
        What the template needs besides the patient.
    """
    folder = output.folder / FOLDER
    refuse_link(folder)
    names = page_names(output)
    template = environment.get_template("patient.html")
    written = []
    with progress_bar() as bar:
        for patient in bar.track(all_patients(output), description="report: patients"):
            text = template.render(patient=patient_page(output, patient), output=output, **page)
            written.append(write_text(output.folder / names[patient.name], _MARK + text))
    ours = set(written)
    for path in sorted(folder.glob("*.html")) if folder.is_dir() else ():
        if path not in ours and _is_ours(path):
            path.unlink()
    return written


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK.encode()


def patient_page(output: StudyOutput, patient: Patient) -> Page:
    """The words, the drawing, the scans and the tables of one patient."""
    cutoff = float(output.result("assay", "cutoff", default=10))
    sentences = [
        ("Burden", burden_words(patient)),
        ("Mutations", sharing_words(patient.mutations, patient.burden)),
        ("Images", images_words(patient)),
        ("Survival", survival_words(patient, output.result("survival_from"))),
    ]
    pictures = [
        Picture(address, path.stem.split("_", 1)[-1].replace("_", " "))
        for path, address in addresses_that_fit(patient.pictures)
    ]
    left_out = len(patient.pictures) - len(pictures)
    strips = strips_of(patient, cutoff)
    return Page(patient.name, sentences, strips, pictures, left_out, _tables(patient))


def strips_of(patient: Patient, cutoff: float) -> list[Strip]:
    """The burdens on a square-root scale with their intervals, then the held-out probabilities."""
    strips = []
    burden = patient.burden
    if burden is not None:
        ends = [name for name in ("tmb", "tmb_upper") if name in burden]
        top = max(float(burden[ends].max().max()), 1.5 * cutoff)
        for row, role in zip(burden.to_dict("records"), lesion_roles(burden), strict=True):
            strips.append(_burden_strip(row, role, cutoff, top))
    predictions = patient.predictions
    for row in [] if predictions is None else predictions.to_dict("records"):
        probability, called = float(row["probability"]), float(row["cutoff"])
        words = f"{wording.decimals(probability)}, cutoff {wording.decimals(called)}"
        label = f"Probability of high TMB, {row['lesion']} {row['phase']}"
        strips.append(Strip(label, words, probability, called, role=str(row["lesion"])))
    return strips


def _burden_strip(row: dict[Any, Any], role: str, cutoff: float, top: float) -> Strip:
    lower, upper = (
        None if wording.is_missing(row.get(name)) else float(row[name])
        for name in ("tmb_lower", "tmb_upper")
    )
    tmb = float(row["tmb"])
    words = f"{wording.estimate(tmb, lower, upper, 1)} mutations/Mb, cutoff {cutoff:g}"
    limits = [None if end is None else (end / top) ** 0.5 for end in (lower, upper)]
    return Strip(
        f"TMB, {row['lesion']}", words, (tmb / top) ** 0.5, (cutoff / top) ** 0.5, limits[0],
        limits[1], role,
    )  # fmt: skip


def burden_words(patient: Patient) -> str:
    """Each lesion's burden with its interval, and whether the lesions differ."""
    if patient.burden is None:
        return "No lesion was sequenced."
    each = []
    for row in patient.burden.itertuples():
        lower, upper = getattr(row, "tmb_lower", None), getattr(row, "tmb_upper", None)
        each.append(
            f"{row.lesion} {wording.number(row.tmb, 1)} mutations/Mb "
            f"({wording.interval(lower, upper, 1)}), {row.status}"
        )
    text = "; ".join(each)
    if patient.pairs is not None and len(patient.pairs) == 1:
        pair = patient.pairs.iloc[0]
        differs = str(pair["discordant"]).lower() == "true"
        text += f". The status of the lesions {'differs' if differs else 'is the same'}"
        if "p_equal" in pair:
            text += f"; equal rates {wording.p_sentence(pair['p_equal'])}"
    return wording.sentence(text)


def images_words(patient: Patient) -> str:
    """What the models said of this patient while it was held out."""
    if patient.predictions is None:
        return "No model predicted this patient."
    right = int((patient.predictions["predicted"] == patient.predictions["truth"]).sum())
    text = (
        f"Held out, the models gave the status that sequencing found in {right} of "
        f"{wording.plural(len(patient.predictions), 'phase')}"
    )
    if patient.judged is not None and "predicted_discordant" in patient.judged:
        said = str(patient.judged["predicted_discordant"].iloc[0]).lower() == "true"
        text += f"; both together said that the lesions {'differ' if said else 'agree'}"
    return f"{text}. The probability of one patient has no interval."


def survival_words(patient: Patient, start: str | None) -> str:
    """How long the patient was observed, and how that ended."""
    row = patient.clinical
    if row is None or wording.is_missing(row.get("os_days")):
        return "No follow-up was given."
    died = str(row.get("os_event")) in ("1", "1.0", "True")
    after = f" after {start}" if start else ""
    how = "died" if died else "was alive when last seen,"
    return f"The patient {how} {wording.number(row['os_days'], 0)} days{after}."


def _tables(patient: Patient) -> list[Block]:
    blocks: list[Block] = []
    if patient.burden is not None:
        blocks.append(Table("burden", "Burdens", patient.burden, _BURDEN))
    if patient.predictions is not None:
        blocks.append(Table("predictions", "Predictions", patient.predictions, _PREDICTIONS))
    if patient.mutations is None:
        blocks.append(Text("No mutation was counted."))
    else:
        blocks.append(
            Table(
                "mutations", "Counted mutations", patient.mutations, _mutations(patient.mutations)
            )
        )
    if patient.clinical is not None:
        rows = [
            (wording.variable(str(name)), value)
            for name, value in patient.clinical.items()
            if name not in ("patient_id", "os_event") and not wording.is_missing(value)
        ]
        table = pd.DataFrame(rows, columns=["variable", "value"])
        columns = {"variable": Column("Variable"), "value": Column("Value", _plain)}
        blocks.append(Table("clinical", "Clinical variables", table, columns))
    return blocks


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _mutations(table: pd.DataFrame) -> dict[str, Column]:
    fractions = {
        name: Column(f"Allele fraction, {name.removeprefix('fraction ')}", forms.TWO)
        for name in map(str, table.columns)
        if name.startswith("fraction ")
    }
    return {
        "gene": Column("Gene"), "found_in": Column("Found in"),
        "consequence": Column("Consequence", lambda text: str(text).replace("_", " ")),
        "change": Column("Change", _change, of=("chrom", "pos", "ref", "alt")), **fractions,
    }  # fmt: skip


def _change(chrom: object, pos: object, ref: object, alt: object) -> str:
    return f"{chrom}:{pos} {ref}>{alt}"
