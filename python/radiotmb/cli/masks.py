"""Verbs that compare what readers drew: regions, agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiotmb.cli.options import (
    AlignMask,
    AnyFrame,
    Json,
    Outside,
    Quiet,
    RepairAxes,
    Series,
    SpacingTolerance,
)
from radiotmb.cli.output import output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    from radiotmb.radiomics import ScanOptions

_TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet", ".feather", ".arrow")


def regions(
    mask: Annotated[
        Path, typer.Argument(metavar="MASK", help="Label image, RTSTRUCT or DICOM SEG.")
    ],
    image: Annotated[
        Path | None,
        typer.Option(help="The scan the mask was drawn on; contours have voxels only on one."),
    ] = None,
    series: Series = None,
    spacing_tolerance: SpacingTolerance = 0.05,
    any_frame_of_reference: AnyFrame = False,
    repair_axes: RepairAxes = False,
    allow_outside: Outside = False,
    out: Annotated[Path | None, typer.Option(help="Write the table here (CSV).")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """List the regions of a mask: number, name, voxels, volume.

    Examples:

    - `radiotmb regions lesions.seg.nrrd`

    - `radiotmb regions rtstruct.dcm --image dicom-folder`
    """
    from radiotmb import radiomics

    options = radiomics.ScanOptions(
        series=series,
        spacing_tolerance=spacing_tolerance,
        any_frame_of_reference=any_frame_of_reference,
        repair_axes=repair_axes,
        allow_outside=allow_outside,
    )
    output.table(radiomics.list_regions(mask, image, options), out)
    return 0


def agreement(
    first: Annotated[
        Path, typer.Argument(metavar="FIRST", help="A mask, or a table of one reader's features.")
    ],
    second: Annotated[
        Path, typer.Argument(metavar="SECOND", help="The other mask, or the other reader's table.")
    ],
    image: Annotated[
        Path | None, typer.Option(help="The scan of both masks; contours need it.")
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="The one lesion in both masks, by number or name.")
    ] = None,
    align_mask: AlignMask = False,
    any_frame_of_reference: AnyFrame = False,
    conf_level: Annotated[
        float | None,
        typer.Option(min=0.5, max=0.999, help="Confidence level of the tables' intervals (0.95)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table here (CSV).")] = None,
    allow_outside: Outside = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure how far two readers agree: Dice and distance of two masks, or ICC of two tables.

    The ICC table is ready for the `icc` argument of `nested_cv()`.

    Examples:

    - `radiotmb agreement reader1.nii.gz reader2.nii.gz`

    - `radiotmb agreement features1.csv features2.csv --out icc.csv`
    """
    import pandas as pd

    from radiotmb import radiomics
    from radiotmb.inputs.tables import read_table
    from radiotmb.radiomics.mask_agreement import read_mask_pair

    tables = [path.name.lower().endswith(_TABLES) for path in (first, second)]
    of_masks = (image, label, align_mask or None, any_frame_of_reference or None)
    if all(tables) and any(one is not None for one in of_masks):
        raise InputError(
            "options of masks, and two tables",
            expected="--image, --label, --align-mask, --any-frame-of-reference with masks only",
        )
    if not any(tables) and conf_level is not None:
        raise InputError("--conf-level of two masks", expected="two features tables with it")
    if all(tables):
        one, two = (read_table(path, "features") for path in (first, second))
        output.table(radiomics.reader_agreement(one, two, conf_level or 0.95), out)
        return 0
    if any(tables):
        raise InputError("a mask and a table", expected="two masks, or two features tables")
    options: ScanOptions = radiomics.ScanOptions(
        align=align_mask,
        any_frame_of_reference=any_frame_of_reference,
        allow_outside=allow_outside,
    )
    found = radiomics.mask_agreement(*read_mask_pair(first, second, image, label, options))
    output.table(pd.DataFrame([found.as_dict()]), out)
    return 0
