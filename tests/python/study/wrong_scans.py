"""Images tables that are wrong, and the scans they name."""

from __future__ import annotations

import damage as d
import SimpleITK as sitk

# What was done; then pieces of what must be said: file or entry, place, what was expected, remedy.
WRONG = {
    "a phase that no scan has": (
        d.entry(phases__primary=["late"], phases__pair=["late", "portal"]),
        ["phases.primary", "no scan of the primary has the phase 'late'", "images table has: port"],
    ),
    "a phase in capitals": (
        d.cell("images", 0, "phase", "Portal"),
        ["phases.primary", "the primary's Portal", "Write 'portal' in place of 'Portal'"],
    ),
    "phases without images": (
        d.entry(images=None), ["phases", "no images table", "Name the table as 'images'"],
    ),
    "a scan twice": (
        d.rows("images", d.again),
        ["images.csv, line 2", "duplicate", "expected each patient_id, lesion, phase once"],
    ),
    "image and mask exchanged": (
        d.rows("images", d.exchanged),
        ["images.csv", "line 2", "swapped", "expected the scan as image", "Exchange the columns"],
    ),
    "the image as its mask": (
        d.cell("images", 0, "mask", d.IMAGE),
        ["images.csv", "line 2", "are one file", "expected a scan and its mask", "Correct"],
    ),
    "another patient's mask": (
        d.cell("images", 0, "mask", d.OTHER_MASK),
        ["images.csv", "lines 2, 4", "expected to have its own", "Correct the column 'mask'"],
    ),
    "a mask of another grid": (
        d.voxels(d.MASK, d.other_spacing),
        ["images.csv", "line 2", "the mask's grid", "1 x 1 x 1 mm", "expected a mask drawn on"],
    ),
    "an empty mask": (
        d.voxels(d.MASK, lambda mask: mask * 0),
        ["images.csv", "line 2", "the mask is empty", "expected voxels of label 1"],
    ),
    "a mask without a margin": (
        d.voxels(d.MASK, lambda mask: mask * 0 + 1),
        ["SIM-01_primary_portal_mask.nii.gz", "every voxel", "the grid of the whole image"],
    ),
    "a slip in a column that need not be there": (
        d.column("images", "lable", "1"),
        ["images.csv", "column 'lable' is not read", "expected 'label'", "Rename it"],
    ),
    "a label that is not there": (
        d.column("images", "label", ["7"] + [""] * 23),
        ["images.csv", "line 2", "no voxel has label 7", "expected one of 1"],
    ),
    "a scan of two times": (
        d.voxels(d.IMAGE, lambda image: sitk.JoinSeries([image, image])),
        ["images.csv", "line 2", "4 dimensions", "expected a three-dimensional image", "Save one"],
    ),
    "a scan cut short": (
        d.cut(d.IMAGE, 300),
        ["images.csv", "line 2", d.IMAGE, "ends early", "Copy it again"],
    ),
    "text as a scan": (
        d.content(d.IMAGE, "hello"),
        ["images.csv", "line 2", "not readable as an image", "expected NIfTI", "Export it again"],
    ),
    "a scan in metres": (
        d.all_of(d.voxels(d.IMAGE, d.in_metres), d.voxels(d.MASK, d.in_metres)),
        ["SIM-01_primary_portal.nii.gz", "0.00068 x 0.00068 x 0.005 mm", "expected 0.05 to 20 mm"],
    ),
    "no sample of a scanned lesion": (
        d.rows("samples", lambda frame: frame[frame["lesion"] == "primary"]),
        ["metastasis portal", "no patient has a sequenced lesion", "Compare the identifiers"],
    ),
    "a folder without DICOM": (
        d.all_of(
            lambda study: (study.folder / "images/dcm").mkdir(),
            d.cell("images", 0, "image", "images/dcm"),
        ),
        ["images.csv", "line 2", "no DICOM file in the folder", "or a DICOM series folder"],
    ),
    "three patients with scans": (
        d.rows("images", lambda frame: frame.head(6)),
        ["primary portal", "3 patients", "fewer folds or no model"],
    ),
}  # fmt: skip
