"""A picture of where the lesion was drawn: three planes through it, windowed and outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import SimpleITK as sitk

from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import crop, lesion_in

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PLANES = (("axial", 0), ("coronal", 1), ("sagittal", 2))
# Surroundings shown around the lesion: enough to recognise the organ.
_MARGIN_MM = 30.0
_ABDOMEN_HU = (-150.0, 250.0)


def montage(
    image: sitk.Image,
    mask: sitk.Image,
    preset: ExtractionPreset | None = None,
    *,
    title: str = "",
    caption: str = "",
) -> Figure:
    """Draw the lesion in three planes.

    Parameters
    ----------
    image : SimpleITK.Image
        Scan, HU.
    mask : SimpleITK.Image
        Binary mask on its grid.
    preset : ExtractionPreset, optional
        For the grey window; without one, or without a window, [-150, 250] HU.
    title, caption : str
        Above and below the planes. Nothing is taken from the files' headers.

    Returns
    -------
    matplotlib.figure.Figure
        Each plane through the slice that holds most of the lesion, to scale, seen as radiologists
        do (patient's right on the left of the picture, head or front up).

    Examples
    --------
    >>> image, mask = sitk.Image([9, 9, 9], sitk.sitkInt16), sitk.Image([9, 9, 9], sitk.sitkUInt8)
    >>> mask[3:6, 3:6, 3:6] = 1
    >>> len(montage(image, mask).axes)
    3
    """
    # Not at the top: a worker that extracts features draws nothing.
    from matplotlib.figure import Figure

    image, mask = (sitk.DICOMOrient(volume, "LPS") for volume in (image, mask))
    lesion = lesion_in(mask)
    spacing = np.array(image.GetSpacing()[::-1])
    box = tuple(
        slice(max(0, along.start - wide), min(size, along.stop + wide))
        for along, wide, size in zip(
            lesion.box,
            np.ceil(_MARGIN_MM / spacing).astype(int),
            image.GetSize()[::-1],
            strict=True,
        )
    )
    voxels = sitk.GetArrayFromImage(crop(image, box))
    drawn = sitk.GetArrayFromImage(crop(mask, box)) > 0
    window = preset.window_hu if preset and preset.window != "none" else None
    low, high = window or _ABDOMEN_HU
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, (name, axis) in zip(figure.subplots(1, 3), _PLANES, strict=True):
        others = tuple(other for other in range(3) if other != axis)
        at = int(drawn.sum(axis=others).argmax())
        plane, outline = voxels.take(at, axis), drawn.take(at, axis)
        height, width = spacing[list(others)] * plane.shape
        # Slices are stored from foot to head; pictures are drawn from the top.
        placed = {"extent": (0, width, height, 0), "origin": "upper" if axis == 0 else "lower"}
        if axis:
            placed["extent"] = (0, width, 0, height)
        axes.imshow(plane, cmap="gray", vmin=low, vmax=high, interpolation="nearest", **placed)
        _outline(axes, np.asarray(outline), spacing[list(others)])
        axes.set_title(name, fontsize=9)
        axes.set_axis_off()
    if title:
        figure.suptitle(title, fontsize=10)
    if caption:
        figure.supxlabel(caption, fontsize=8)
    return figure


def _outline(axes, drawn: np.ndarray, spacing: np.ndarray) -> None:
    """The edges between lesion voxels and others, as they are and not smoothed."""
    inside = np.pad(drawn, 1)
    dy, dx = spacing
    rows, columns = np.nonzero(inside[1:, :] != inside[:-1, :])
    axes.hlines(rows * dy, (columns - 1) * dx, columns * dx, colors="#ffb000", linewidth=1)
    rows, columns = np.nonzero(inside[:, 1:] != inside[:, :-1])
    axes.vlines(columns * dx, (rows - 1) * dy, rows * dy, colors="#ffb000", linewidth=1)
