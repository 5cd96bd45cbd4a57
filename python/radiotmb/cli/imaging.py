"""Verbs from scans to tables: extract, repeatability."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from radiotmb.cli.output import Json, Outside, Quiet, Scheduler, Workers, output
from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table

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
    series: Annotated[
        int | None, typer.Option(help="Which series of a DICOM folder that holds several.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(help="clamp, resegment or none, in place of the preset's.")
    ] = None,
    window_hu: Annotated[
        tuple[float, float] | None, typer.Option(help="Limits of the window, HU.")
    ] = None,
    bin_width: Annotated[float | None, typer.Option(min=0, help="HU a bin.")] = None,
    sigma: Annotated[
        list[float] | None, typer.Option(help="Laplacian-of-Gaussian sigma, mm; repeat for more.")
    ] = None,
    resample: Annotated[
        tuple[float, float, float] | None, typer.Option(help="Spacing x y z, mm; 0 keeps.")
    ] = None,
    two_dimensional: Annotated[
        bool, typer.Option("--two-dimensional", help="Textures slice by slice.")
    ] = False,
    quality: Annotated[Path | None, typer.Option(help="Quality table (CSV).")] = None,
    montages: Annotated[
        Path | None, typer.Option(help="Folder for a picture of each scan of --images.")
    ] = None,
    allow_outside: Outside = False,
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

    chosen = room.read_preset(preset).with_options(
        window=window,
        window_hu=window_hu,
        bin_width=bin_width,
        sigma=sigma or None,
        resample_mm=resample,
        two_dimensional=two_dimensional or None,
    )
    mask_options: dict[str, Any] = {"align": align_mask, "component": component}
    options: dict[str, Any] = {"crop": crop, **mask_options}
    if images is not None and image is None:
        execution: dict[str, Any] = {
            "folder": images.parent,
            "workers": workers,
            "scheduler": scheduler,
        }
        execution["store"] = None if out is None else out.parent / ".finished"
        scans = read_table(images, "images", allow_outside=allow_outside)
        found = room.extract_cohort(scans, chosen, **execution, **options)
        features, failures, checked = found.features, found.failures, found.quality
        if montages is not None:
            room.write_montages(scans, chosen, out=montages, **execution, **mask_options)
    elif image is not None and mask is not None and images is None:
        scan = room.extract_scan(image, mask, chosen, label, series=series, **options)
        features, failures = pd.DataFrame([scan.features]), pd.DataFrame()
        warnings = "; ".join(scan.quality["warnings"])
        checked = pd.DataFrame([{**scan.quality, "warnings": warnings}])
    else:
        raise InputError("give IMAGE and MASK, or --images", expected="one of the two")
    _say_warnings(checked)
    if quality is not None:
        write_table(checked, quality)
    output.table(features, out)
    if out is not None:
        write_table(features, out, parquet=True)
    return _say_failures(failures)


def _say_warnings(quality: pd.DataFrame) -> None:
    keys = [key for key in ("patient_id", "lesion", "phase") if key in quality]
    for _, row in quality[quality["warnings"] != ""].iterrows():
        name = " ".join(str(row[key]) for key in keys)
        output.note(
            f"warning: {name}: {row['warnings']}" if name else f"warning: {row['warnings']}"
        )


def repeatability(
    images: Annotated[
        Path, typer.Option(help="patient_id, lesion, phase, image, mask: many scans.")
    ],
    preset: Preset = "study",
    perturbations: Annotated[int, typer.Option(min=1, help="Variants of each scan.")] = 10,
    volume_share: Annotated[
        float, typer.Option(min=0, max=0.99, help="Largest growth or shrinkage, share of volume.")
    ] = 0.15,
    translation: Annotated[
        float, typer.Option(min=0, help="Largest shift along each axis, voxels.")
    ] = 0.5,
    rotation: Annotated[
        float, typer.Option(min=0, help="Largest turn in the axial plane, degrees.")
    ] = 4.0,
    noise: Annotated[
        float, typer.Option(min=0, help="Added noise, multiples of the scan's own.")
    ] = 1.0,
    conf_level: Annotated[float, typer.Option(min=0.5, max=0.999)] = 0.95,
    out: Annotated[Path | None, typer.Option(help="ICC table (CSV).")] = None,
    values: Annotated[
        Path | None, typer.Option(help="Features of every variant (CSV); 0 is the scan as it is.")
    ] = None,
    align_mask: AlignMask = False,
    component: Component = "all",
    seed: Annotated[int, typer.Option(min=0)] = 2022,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure which features survive a slightly other contour, grid and noise: ICC(2,1).

    Example: `radiotmb repeatability --images images.csv --out icc.csv --workers 2`
    """
    from radiotmb.radiomics.perturb import Perturbation
    from radiotmb.radiomics.repeatability import repeatability as measure

    found = measure(
        read_table(images, "images", allow_outside=allow_outside),
        preset,
        folder=images.parent,
        perturbations=perturbations,
        change=Perturbation(volume_share, translation, rotation, noise),
        conf_level=conf_level,
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        store=None if out is None else out.parent / ".finished",
        align=align_mask,
        component=component,
    )
    output.table(found.icc, out)
    if values is not None:
        write_table(found.values, values)
    return _say_failures(found.failures)


def _say_failures(failures: pd.DataFrame) -> int:
    """Name the scans that failed; the exit status that follows from them."""
    output.notes([f"failed: {message}" for message in failures.get("message", [])])
    return 1 if len(failures) else 0
