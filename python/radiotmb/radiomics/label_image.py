"""Label images, and the named segments of 3D Slicer's .seg.nrrd files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, ArrayImage, voxels_of
from radiotmb.radiomics.regions import Region, choose_region

# Programs that scale labels to real numbers and back (nibabel) miss them by rounding.
_ROUNDING = 1e-3
_MOST_LISTED = 20
# Atlases name some hundreds of structures, with values up to 20 000; a CT has thousands of values.
_MOST_LABELS = 1000


def segments_of(entries: dict[str, str]) -> list[Region]:
    """The segments of a .seg.nrrd file's header, in their order.

    Parameters
    ----------
    entries : dict
        ``Segment0_Name``, ``Segment0_LabelValue``, ``Segment0_Layer`` and so on.

    Examples
    --------
    >>> segments_of({"Segment0_Name": "GTV", "Segment0_LabelValue": "3", "Segment0_Layer": "1"})
    [Region(number=3.0, name='GTV', layer=1)]
    """
    found = []
    for key in entries:
        index = re.fullmatch(r"Segment(\d+)_Name", key)
        if index is None:
            continue
        try:
            number = float(entries[key.replace("_Name", "_LabelValue")])
            layer = int(entries.get(key.replace("_Name", "_Layer"), "0"))
        except (KeyError, ValueError):
            continue
        found.append((int(index[1]), Region(number, entries[key].strip(), layer)))
    return [region for _, region in sorted(found, key=lambda pair: pair[0])]


def refuse_label_image(image: AnyImage, file: Path) -> None:
    """Refuse a label image in the place of a scan: one that holds 0 and 1 alone.

    Raises
    ------
    InputError

    Examples
    --------
    >>> mask = sitk.Image([8, 8, 8], sitk.sitkUInt8)
    >>> mask[2:4, 2:4, 2:4] = 1
    >>> refuse_label_image(mask, Path("scan.nrrd"))
    Traceback (most recent call last):
    ...
    radiotmb.errors.InputError: scan.nrrd: holds the values 0 and 1 alone, as a label image; \
expected a scan in Hounsfield units. Are image and mask exchanged?
    """
    voxels = voxels_of(image)
    # Of a scan, the first plane already holds others.
    if all(((plane == 0) | (plane == 1)).all() for plane in voxels) and np.ptp(voxels) == 1:
        raise InputError(
            "holds the values 0 and 1 alone, as a label image",
            file=file,
            expected="a scan in Hounsfield units",
            hint="Are image and mask exchanged?",
        )


def label_regions(
    image: AnyImage, segments: list[Region], file: Path | None = None
) -> list[Region]:
    """Every region of a label image: its named segments, or the values that occur.

    Raises
    ------
    InputError
        Where the values are no labels.
    """
    if segments:
        return segments
    voxels = voxels_of(image)
    check_labels(voxels, file)
    if image.GetNumberOfComponentsPerPixel() > 1:
        return [
            Region(float(value), "", layer)
            for layer in range(voxels.shape[-1])
            for value in _values(voxels[..., layer])
        ]
    return [Region(float(value)) for value in _values(voxels)]


def check_labels(voxels: np.ndarray, file: Path | None = None) -> None:
    """Refuse voxels that are an image's or a probability's and not labels.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_labels(np.array([0.0, 0.4, 1.0]))
    Traceback (most recent call last):
    ...
    radiotmb.errors.InputError: 1 voxels hold no whole number (0.4); expected labels. A map of \
probabilities has to be cut at a threshold first
    """
    low, high = float(voxels.min()), float(voxels.max())
    swapped = "Are image and mask exchanged?"
    if low < 0:
        raise InputError(
            f"holds negative values (from {low:g}), as a scan",
            file=file,
            expected="a label image, 0 outside the lesions",
            hint=swapped,
        )
    if voxels.dtype.kind == "f":
        apart = np.abs(voxels - np.round(voxels)) > _ROUNDING
        if apart.any():
            raise InputError(
                f"{int(apart.sum())} voxels hold no whole number ({float(voxels[apart][0]):g})",
                file=file,
                expected="labels",
                hint="A map of probabilities has to be cut at a threshold first",
            )
    if high > _MOST_LABELS and (count := len(_values(voxels))) > _MOST_LABELS:
        raise InputError(f"{count} different values", file=file, expected="labels", hint=swapped)


def select_label(
    image: AnyImage,
    label: int | str | None,
    *,
    segments: list[Region] | None = None,
    channel: int | None = None,
    file: Path | None = None,
) -> AnyImage:
    """A binary mask of one label.

    Parameters
    ----------
    image : SimpleITK.Image or ArrayImage
        Label image; one with several layers has several values a voxel.
    label : int, str or None
        Value of the lesion's voxels or name of its segment. Without one: the only named segment,
        else 1.
    segments : list of Region, optional
        Of a .seg.nrrd file.
    channel : int, optional
        Which layer a number is looked for in (PyRadiomics' ``label_channel``).
    file : path, optional
        For messages.

    Returns
    -------
    SimpleITK.Image or ArrayImage
        8-bit, 1 in the lesion; the image itself where it holds 0 and 1 alone.

    Raises
    ------
    InputError
        Where no voxel has the label, or several segments are meant.
    """
    region = _region(image, label, segments or [], channel, file)
    layers = image.GetNumberOfComponentsPerPixel()
    if not 0 <= region.layer < layers:
        raise InputError(f"no layer {region.layer}", file=file, expected=f"0 to {layers - 1}")
    layer = image
    if layers > 1:
        layer = sitk.VectorIndexSelectionCast(image, region.layer)
    voxels = voxels_of(layer)
    check_labels(voxels, file)
    if voxels.dtype == np.uint8 and region.number == voxels.max() == 1:
        # It is the binary mask already, and may be large.
        return layer
    chosen = _equal(voxels, region.number)
    if not chosen.any():
        present = [f"{value:g}" for value in _values(voxels)][:_MOST_LISTED]
        if not present:
            raise InputError("the mask is empty", file=file, expected=f"voxels of label {region}")
        raise InputError(
            f"no voxel has label {region}", file=file, expected=f"one of {', '.join(present)}"
        )
    return ArrayImage.like(layer, chosen.view(np.uint8))


def _region(
    image: AnyImage,
    label: int | str | None,
    segments: list[Region],
    channel: int | None,
    file: Path | None,
) -> Region:
    path = Path(file or "mask")
    if segments and (label is None or not _is_number(label) or channel is None):
        named = segments
        if label is not None and _is_number(label) and not _numbered(segments, label):
            # A value that no segment has may still stand in a single layer.
            named = [*segments, *(r for r in label_regions(image, []) if r.layer == 0)]
        return choose_region(named, label, path, "segment")
    value = 1.0 if label is None else _value(label, file)
    if image.GetNumberOfComponentsPerPixel() > 1 and channel is None:
        raise InputError(
            "overlapping segments (several values a voxel) without names",
            file=file,
            expected="a label image with one value a voxel, or 3D Slicer's .seg.nrrd",
            hint="A parameter file's label_channel says which layer is meant",
        )
    return Region(value, "", channel or 0)


def _numbered(segments: list[Region], label: int | str) -> bool:
    return any(str(label).strip() == one.name for one in segments) or any(
        float(label) == one.number for one in segments
    )


def _is_number(label: int | str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True


def _value(label: int | str, file: Path | None) -> float:
    if not _is_number(label):
        raise InputError(f"no segment is named '{label}'", file=file, expected="a label number")
    value = float(label)
    if value == 0 or not np.isfinite(value):
        raise InputError(f"label {label} is the background", file=file, expected="a label above 0")
    return value


def _equal(voxels: np.ndarray, value: float) -> np.ndarray:
    if voxels.dtype.kind == "f":
        return np.abs(voxels - value) <= _ROUNDING
    # Comparing whole numbers with a float would convert the volume.
    return voxels == (int(value) if float(value).is_integer() else value)


def _values(voxels: np.ndarray) -> np.ndarray:
    """The values of a label image other than the background, rounded where they are rounded."""
    values = np.unique(voxels)
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
        near = np.round(values)
        values = np.unique(np.where(np.abs(values - near) <= _ROUNDING, near, values))
    return values[values != 0]
