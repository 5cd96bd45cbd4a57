"""Verbs from scans to tables: extract, repeatability."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from radiotmb.cli.voice import Json, Quiet, Scheduler, Workers, voice
from radiotmb.errors import InputError
from radiotmb.tables import read_table, write_table

Preset = Annotated[
    str,
    typer.Option(help="study, study-64, study-literal, or a PyRadiomics parameter file."),
]
Label = Annotated[str, typer.Option(help="The lesion's label in the mask: number or name.")]
AlignMask = Annotated[bool, typer.Option(help="Resample a mask on another grid.")]
Component = Annotated[
    str, typer.Option(help="all, or largest: which parts of a lesion in several pieces.")
]


def extract(
    image: Annotated[
        Path | None, typer.Argument(help="NIfTI, NRRD, MHA or a DICOM folder.")
    ] = None,
    mask: Annotated[Path | None, typer.Argument(help="Label image, RTSTRUCT or DICOM SEG.")] = None,
    images: Annotated[
        Path | None, typer.Option(help="patient_id, lesion, phase, image, mask: many scans.")
    ] = None,
    label: Label = "1",
    preset: Preset = "study",
    out: Annotated[Path | None, typer.Option(help="Features table (CSV and Parquet).")] = None,
    crop: Annotated[
        bool, typer.Option(help="--no-crop filters the whole volume, as PyRadiomics does.")
    ] = True,
    align_mask: AlignMask = False,
    component: Component = "all",
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Extract the radiomics features of one scan, or of every scan of a table.

    Examples: `radiotmb extract scan.nii.gz lesion.nii.gz --out features.csv`,
    `radiotmb extract --images images.csv --workers 2 --out features.csv`
    """
    from radiotmb import radiomics as room

    options = {"crop": crop, "align": align_mask, "component": component}
    if images is not None and image is None:
        store = None if out is None else out.parent / ".finished"
        found = room.extract_cohort(
            read_table(images, "images"), room.read_preset(preset), folder=images.parent,
            workers=workers, scheduler=scheduler, store=store, **options,
        )  # fmt: skip
        features, failures = found.features, found.failures
        _say_warnings(found.quality)
    elif image is not None and mask is not None and images is None:
        scan = room.extract_scan(image, mask, preset, label, **options)
        features, failures = pd.DataFrame([scan.features]), pd.DataFrame()
        voice.notes([f"warning: {warning}" for warning in scan.quality["warnings"]])
    else:
        raise InputError("give IMAGE and MASK, or --images", expected="one of the two")
    voice.table(features, out)
    if out is not None:
        write_table(features, out, parquet=True)
    return _say_failures(failures)


def _say_warnings(quality: pd.DataFrame) -> None:
    warned = quality[quality["warnings"] != ""]
    for row in warned.itertuples():
        voice.note(f"warning: {row.patient_id} {row.lesion} {row.phase}: {row.warnings}")


def repeatability(
    images: Annotated[
        Path, typer.Option(help="patient_id, lesion, phase, image, mask: many scans.")
    ],
    preset: Preset = "study",
    perturbations: Annotated[int, typer.Option(min=1, help="Variants of each scan.")] = 10,
    out: Annotated[Path | None, typer.Option(help="ICC table (CSV).")] = None,
    align_mask: AlignMask = False,
    component: Component = "all",
    seed: Annotated[int, typer.Option(min=0)] = 2022,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure which features survive a slightly other contour, grid and noise: ICC(2,1).

    Example: `radiotmb repeatability --images images.csv --out icc.csv --workers 2`
    """
    from radiotmb.radiomics.repeatability import repeatability as measure

    found = measure(
        read_table(images, "images"),
        preset,
        folder=images.parent,
        perturbations=perturbations,
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        store=None if out is None else out.parent / ".finished",
        align=align_mask,
        component=component,
    )
    voice.table(found.icc, out)
    return _say_failures(found.failures)


def _say_failures(failures: pd.DataFrame) -> int:
    """Name the scans that failed; the exit status that follows from them."""
    voice.notes([f"failed: {message}" for message in failures.get("message", [])])
    return 1 if len(failures) else 0
