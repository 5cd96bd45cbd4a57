"""Quality of the segmented scans: sizes, warnings, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import (
    Block,
    Column,
    Figure,
    Note,
    Picture,
    Pictures,
    Section,
    Table,
    Text,
    file_name,
)
from radiotmb.report.drawn_models import PHASES_DRAWN, of_first_phases
from radiotmb.report.figures.quality import draw_quality
from radiotmb.report.pictures import addresses_that_fit
from radiotmb.report.sections import forms
from radiotmb.report.sections.acquisition import acquisition
from radiotmb.report.study_output import StudyOutput

_COLUMNS = {
    "patient_id": forms.PATIENT,
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "voxels": Column("Voxels", forms.WHOLE),
    "volume_ml": Column("Volume, mL", forms.TWO),
    "slices": Column("Slices", forms.WHOLE),
    "hu_min": Column("HU min", forms.WHOLE),
    "hu_median": Column("HU median", forms.WHOLE),
    "hu_max": Column("HU max", forms.WHOLE),
    "clamped_share": Column("Outside window", wording.percent),
    "warnings": Column("Warnings"),
}


def quality(output: StudyOutput) -> Section:
    """Sizes, warnings and pictures of the scans."""
    title = "Image quality"
    table = output.table("quality")
    if table is None:
        return Section("quality", title, [Note("The study has no images.")])
    warnings = table["warnings"].notna() if "warnings" in table else table["voxels"] < 0
    count = int(warnings.sum())
    said = "No scan has a warning."
    if count:
        said = f"{count} of them have a warning: look at these before trusting their features."
    blocks: list[Block] = [Text(f"{wording.plural(len(table), 'scan')} gave features. {said}")]
    blocks.append(_sizes(table, count))
    if count:
        blocks.append(Table("quality_warnings", "Scans with a warning", table[warnings], _COLUMNS))
    blocks.append(Table("quality", "All scans", table, _COLUMNS, folded=True))
    blocks += acquisition(output)
    return Section("quality", title, blocks + _pictures(output, table))


def _sizes(table: pd.DataFrame, warned: int) -> Figure:
    """The lesions' sizes, a line a phase."""
    drawn = of_first_phases(table)
    phases = table.groupby(["lesion", "phase"]).ngroups
    caption = "Each dot is a scan. Texture of a lesion of few voxels is mostly noise."
    if len(drawn) < len(table):
        caption += (
            f" The first {PHASES_DRAWN} of {phases} phases are drawn; the sizes of all are in the "
            "table of all scans and in tables/quality.csv of the results."
        )
    return Figure(
        "quality",
        "Size of the segmented lesions",
        caption,
        f"Voxels in each of {len(drawn)} masks by phase; {warned} of all {len(table)} scans have "
        "a warning.",
        lambda: draw_quality(drawn.assign(warnings=drawn.get("warnings"))),
        drawn,
    )


def _pictures(output: StudyOutput, table: pd.DataFrame) -> list[Block]:
    """The montages that fit on the page, a group a phase; a sentence where some do not."""
    found = sorted((output.folder / "figures" / "quality").glob("*.png"))
    groups: dict[str, list[Picture]] = {}
    addresses = addresses_that_fit(found)
    shown = len(addresses)
    for path, address in addresses:
        groups.setdefault(_phase_of(path, table), []).append(Picture(address, _caption(path)))
    blocks: list[Block] = [
        Text(
            "Every scan through the middle of its lesion, the mask outlined: press one to enlarge "
            "it, then go through them with the arrow keys."
        )
    ] if shown else []  # fmt: skip
    blocks += [
        Pictures(file_name("montages", title), title, pictures, folded=number > 0)
        for number, (title, pictures) in enumerate(groups.items())
    ]
    if shown < len(found):
        blocks.append(
            Text(
                f"{shown} of {len(found)} pictures are shown; all are in figures/quality beside "
                "this file, and each patient's on the patient's page."
            )
        )
    return blocks


def _phase_of(path: Path, table: pd.DataFrame) -> str:
    """The lesion and phase that a picture's name ends with."""
    for lesion, phase in table[["lesion", "phase"]].drop_duplicates().itertuples(index=False):
        if path.stem.endswith(re.sub(r"[^\w.-]+", "_", f"_{lesion}_{phase}")):
            return f"{str(lesion).capitalize()}, {phase}"
    return "Scans"


def _caption(path: Path) -> str:
    return re.sub(r"^\d{3,}_", "", path.stem).replace("_", " ")
