"""Verbs from scans to tables of features: extract, repeatability."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiotmb.cli.completion import presets
from radiotmb.cli.options import (
    AlignMask,
    AnyFrame,
    ConfidenceLevel,
    DaskConfig,
    Json,
    Label,
    Outside,
    Quiet,
    RepairAxes,
    Scheduler,
    Series,
    SpacingTolerance,
    Workers,
)
from radiotmb.cli.output import output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class Component(str, enum.Enum):
    """Which pieces of a lesion are measured."""

    all = "all"
    largest = "largest"


class Engine(str, enum.Enum):
    """Who counts the texture matrices."""

    radiotmb = "radiotmb"
    pyradiomics = "pyradiomics"


class Window(str, enum.Enum):
    """What becomes of voxels outside the window."""

    clamp = "clamp"
    resegment = "resegment"
    none = "none"


Images = Annotated[
    Path, typer.Option(help="A table of scans: patient_id, lesion, phase, image, mask.")
]
Preset = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        autocompletion=presets("extraction"),
        help="What is extracted: study, study-64, study-literal, or a PyRadiomics parameter file.",
    ),
]
Pieces = Annotated[
    Component, typer.Option(help="Of a lesion in several pieces, all or the largest.")
]


def extract(
    image: Annotated[
        Path | None,
        typer.Argument(metavar="IMAGE", help="The scan: NIfTI, NRRD, MHA or a DICOM folder."),
    ] = None,
    mask: Annotated[
        Path | None,
        typer.Argument(metavar="MASK", help="The lesion: label image, RTSTRUCT or DICOM SEG."),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(
            help="A table of scans in place of IMAGE and MASK: patient_id, lesion, phase, image, "
            "mask."
        ),
    ] = None,
    label: Label = None,
    preset: Preset = "study",
    out: Annotated[
        Path | None, typer.Option(help="Write the features here (CSV, and Parquet beside it).")
    ] = None,
    crop: Annotated[
        bool,
        typer.Option(
            help="Filter the lesion's surroundings (fast), or the whole volume as PyRadiomics does."
        ),
    ] = True,
    align_mask: AlignMask = False,
    component: Pieces = Component.all,
    series: Series = None,
    spacing_tolerance: SpacingTolerance = 0.05,
    any_frame_of_reference: AnyFrame = False,
    repair_axes: RepairAxes = False,
    engine: Annotated[
        Engine,
        typer.Option(
            help="Who counts the texture matrices; PyRadiomics' own way gives the same values."
        ),
    ] = Engine.radiotmb,
    window: Annotated[
        Window | None,
        typer.Option(help="What becomes of voxels outside the window, in place of the preset's."),
    ] = None,
    window_hu: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LOW HIGH", help="The window's limits, in HU."),
    ] = None,
    bin_width: Annotated[
        float | None, typer.Option(min=0, help="Width of a grey-level bin, in HU.")
    ] = None,
    sigma: Annotated[
        list[float] | None,
        typer.Option(help="Sigma of the Laplacian of Gaussian, in mm; repeat it for several."),
    ] = None,
    resample: Annotated[
        tuple[float, float, float] | None,
        typer.Option(metavar="X Y Z", help="Voxel size to resample to, in mm; 0 keeps an axis."),
    ] = None,
    two_dimensional: Annotated[
        bool, typer.Option("--two-dimensional", help="Compute textures slice by slice.")
    ] = False,
    quality: Annotated[
        Path | None, typer.Option(help="Write what was checked of each scan here (CSV).")
    ] = None,
    montages: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Write a picture of each scan of --images into this folder."
        ),
    ] = None,
    save_masks: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write the mask that was measured, and the resampled image, into this folder.",
        ),
    ] = None,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    dask_config: DaskConfig = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Extract the radiomics features of one scan, or of every scan of a table.

    Examples:

    - `radiotmb extract scan.nii.gz lesion.nii.gz --out features.csv`

    - `radiotmb extract dicom-folder rtstruct.dcm --label GTV,liver --out features.csv`

    - `radiotmb extract --images images.csv --workers 2 --out features.csv`
    """
    # What needs no file is refused first.
    if (images is None) == (image is None) or (image is None) != (mask is None):
        raise InputError("give IMAGE and MASK, or --images", expected="one of the two")
    if montages is not None and images is None:
        raise InputError("--montages needs --images", expected="a table of scans")
    if images is None:
        # It starts while this process imports the rest.
        from radiotmb.radiomics.volume_reader import start_reader

        start_reader()

    from radiotmb import radiomics
    from radiotmb.inputs.tables import write_table
    from radiotmb.radiomics.batch_table import read_scans
    from radiotmb.radiomics.cohort import as_cohort
    from radiotmb.runtime import workers as runtime

    chosen = radiomics.read_preset(preset).with_options(
        window=None if window is None else window.value,
        window_hu=window_hu,
        bin_width=bin_width,
        sigma=sigma or None,
        resample_mm=resample,
        two_dimensional=two_dimensional or None,
    )
    options = radiomics.ScanOptions(
        series=series,
        align=align_mask,
        component=component.value,
        spacing_tolerance=spacing_tolerance,
        any_frame_of_reference=any_frame_of_reference,
        repair_axes=repair_axes,
        allow_outside=allow_outside,
    )
    where = runtime.Workers(workers, scheduler, dask_config=dask_config)
    if images is not None:
        folder = images.parent
        scans = read_scans(images, label, allow_outside=allow_outside)
        kept = where if out is None else where.keeping(out.parent / ".finished")
        found = radiomics.extract_cohort(
            scans,
            chosen,
            folder=folder,
            workers=kept,
            options=options,
            crop=crop,
            engine=engine.value,
        )
        if montages is not None:
            radiomics.write_montages(
                scans, chosen, out=montages, folder=folder, workers=kept, options=options
            )
    elif image is not None and mask is not None:
        folder = Path()
        scans, found = as_cohort(
            str(image), str(mask), chosen, label, options=options, crop=crop, engine=engine.value
        )
    if save_masks is not None:
        written = radiomics.save_masks(
            scans, chosen, out=save_masks, folder=folder, workers=where, options=options
        )
        output.note(f"{int(written['mask'].notna().sum())} masks: {save_masks}")
    _say_warnings(found.quality)
    if quality is not None:
        write_table(found.quality, quality)
    output.table(found.features, out)
    if out is not None:
        write_table(found.features, out, parquet=True)
    return _say_failures(found.failures)


def _say_warnings(quality: pd.DataFrame) -> None:
    keys = [key for key in ("patient_id", "lesion", "phase", "label") if key in quality]
    for _, row in quality[quality["warnings"] != ""].iterrows():
        name = " ".join(str(row[key]) for key in keys)
        output.note(
            f"warning: {name}: {row['warnings']}" if name else f"warning: {row['warnings']}"
        )


def repeatability(
    images: Images,
    preset: Preset = "study",
    perturbations: Annotated[
        int, typer.Option(min=1, help="How many times each scan is changed and measured again.")
    ] = 10,
    volume_share: Annotated[
        float,
        typer.Option(
            min=0, max=0.99, help="The contour grows or shrinks by up to this share of its volume."
        ),
    ] = 0.15,
    translation: Annotated[
        float, typer.Option(min=0, help="Largest shift along each axis, in voxels.")
    ] = 0.5,
    rotation: Annotated[
        float, typer.Option(min=0, help="Largest turn in the axial plane, in degrees.")
    ] = 4.0,
    noise: Annotated[
        float, typer.Option(min=0, help="Added noise, in multiples of the scan's own.")
    ] = 1.0,
    conf_level: ConfidenceLevel = 0.95,
    out: Annotated[
        Path | None, typer.Option(help="Write the ICC of each feature here (CSV).")
    ] = None,
    values: Annotated[
        Path | None,
        typer.Option(
            help="Write the features of every changed scan here (CSV); number 0 is the scan as "
            "it is."
        ),
    ] = None,
    align_mask: AlignMask = False,
    component: Pieces = Component.all,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same changes.")] = 2022,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    dask_config: DaskConfig = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure which features stay the same under another contour, position and noise: ICC(2,1).

    Example:

    - `radiotmb repeatability --images images.csv --out icc.csv --workers 2`
    """
    from radiotmb import radiomics
    from radiotmb.inputs.tables import write_table
    from radiotmb.radiomics.batch_table import read_scans
    from radiotmb.runtime import workers as runtime

    where = runtime.Workers(workers, scheduler, dask_config=dask_config)
    found = radiomics.repeatability(
        read_scans(images, None, allow_outside=allow_outside),
        preset,
        folder=images.parent,
        change=radiomics.Perturbation(
            volume_share, translation, rotation, noise, perturbations, seed
        ),
        conf_level=conf_level,
        workers=where if out is None else where.keeping(out.parent / ".finished"),
        options=radiomics.ScanOptions(
            align=align_mask, component=component.value, allow_outside=allow_outside
        ),
    )
    output.table(found.icc, out)
    if values is not None:
        write_table(found.values, values)
    return _say_failures(found.failures)


def _say_failures(failures: pd.DataFrame) -> int:
    """Name the scans that failed; the exit status that follows from them."""
    whose = [key for key in ("patient_id", "lesion", "phase", "label") if key in failures]
    output.notes([
        f"failed: {' '.join(str(row[key]) for key in whose)}: {row['message']}"
        for _, row in failures.iterrows()
    ])  # fmt: skip
    return 1 if len(failures) else 0
