"""What the segmented scans look like."""

from __future__ import annotations

from pathlib import Path

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Pictures, Section, Table, Text
from radiotmb.report.figures.quality import draw_quality
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

# Pictures make the page heavy; beyond this they stay in the folder.
PICTURES_BYTES = 2_500_000

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
    blocks.append(
        Figure(
            "quality",
            "Size of the segmented lesions",
            "Each dot is a scan. Texture of a lesion of few voxels is mostly noise.",
            f"Voxels in each of {len(table)} masks by phase; {count} scans have a warning.",
            lambda: draw_quality(table.assign(warnings=table.get("warnings"))),
            table,
        )
    )
    if count:
        blocks.append(Table("quality_warnings", "Scans with a warning", table[warnings], _COLUMNS))
    blocks.append(Table("quality", "All scans", table, _COLUMNS, folded=True))
    return Section("quality", title, blocks + _pictures(output))


def _pictures(output: StudyOutput) -> list[Block]:
    """The montages that fit on the page; a note where some do not."""
    found = sorted((output.folder / "figures" / "quality").glob("*.png"))
    shown, size = [], 0
    for path in found:
        size += path.stat().st_size
        if size > PICTURES_BYTES:
            break
        shown.append((str(path), _caption(path)))
    blocks: list[Block] = [Pictures(shown)] if shown else []
    if len(shown) < len(found):
        blocks.append(
            Text(
                f"{len(shown)} of {len(found)} pictures are shown; all are in figures/quality "
                "beside this file."
            )
        )
    return blocks


def _caption(path: Path) -> str:
    return path.stem.replace("_", " ").replace("-", " ")
