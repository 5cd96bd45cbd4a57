"""The lesion: from a label image to a binary mask on the image's grid, and the box around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics.dicom_seg import read_seg
from radiotmb.radiomics.dicom_series import dicom_faults, is_dicom, read_tags
from radiotmb.radiomics.images import read_volume, without_metadata
from radiotmb.radiomics.rtstruct import read_rtstruct

COMPONENTS = ("all", "largest")
# Two grids are the same where no voxel of one is further than this share of a voxel from its
# counterpart: NIfTI keeps its affine in single precision, NRRD in double.
GRID_TOLERANCE = 0.01

Box = tuple[slice, slice, slice]
_TOUCHING = np.ones((3, 3, 3))


@dataclass(frozen=True)
class Lesion:
    """A lesion in its scan.

    Attributes
    ----------
    mask : SimpleITK.Image
        8-bit, 1 in the lesion, cropped to its box.
    box : tuple of slice
        Where the box lies in the scan's array (z, y, x).
    components : int
        Unconnected parts before any was left out.
    """

    mask: sitk.Image
    box: Box
    components: int = 1


def lesion_in(mask: sitk.Image, component: str = "all") -> Lesion:
    """The lesion of a binary mask of the whole scan.

    Parameters
    ----------
    mask : SimpleITK.Image
        1 in the lesion.
    component : {"all", "largest"}
        Which of several unconnected parts (26 neighbours) to keep; of equals the first in the
        file's order.

    Raises
    ------
    InputError
        Where the mask is empty.
    """
    if component not in COMPONENTS:
        raise InputError(
            f"no component choice '{component}'", expected=f"one of {', '.join(COMPONENTS)}"
        )
    box = lesion_box(mask)
    part = crop(mask, box)
    parts, count = ndimage.label(sitk.GetArrayViewFromImage(part), structure=_TOUCHING)
    if count == 1 or component == "all":
        return Lesion(part, box, int(count))
    kept = sitk.GetImageFromArray(
        (parts == 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))).astype(np.uint8)
    )
    kept.CopyInformation(part)
    inner = lesion_box(kept)
    return Lesion(crop(kept, inner), inside(box, inner), int(count))


def on_whole(lesion: Lesion, image: sitk.Image) -> sitk.Image:
    """The lesion as a binary mask of the whole scan."""
    whole = sitk.Image(image.GetSize(), sitk.sitkUInt8)
    whole.CopyInformation(image)
    start = [along.start for along in reversed(lesion.box)]
    return sitk.Paste(whole, lesion.mask, lesion.mask.GetSize(), destinationIndex=start)


def inside(outer: Box, inner: Box) -> Box:
    """A box given inside another, in the coordinates of the scan."""
    return tuple(
        slice(wide.start + along.start, wide.start + along.stop)
        for wide, along in zip(outer, inner, strict=True)
    )


def read_mask(
    path: str | Path,
    image: sitk.Image,
    label: int | str = 1,
    *,
    align: bool = False,
    component: str = "all",
) -> sitk.Image:
    """Read the mask of one lesion on the grid of its image.

    Parameters
    ----------
    path : str or path
        NIfTI, NRRD or MetaImage label image, DICOM RTSTRUCT or DICOM SEG, or the folder that holds
        the RTSTRUCT or SEG.
    image : SimpleITK.Image
        The scan it belongs to.
    label : int or str
        Value of the lesion's voxels, or the name of the segment or region.
    align : bool
        Resample a mask on another grid (nearest neighbour) where it would be refused.
    component : {"all", "largest"}
        Which of several unconnected parts (26 neighbours) to keep.

    Returns
    -------
    SimpleITK.Image
        8-bit, 1 in the lesion and 0 elsewhere, geometry of ``image``.

    Raises
    ------
    InputError
        Where the file is unreadable, lies on another grid, is empty, or lacks the label.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "mask.nrrd"
    >>> mask = sitk.Image([8, 8, 8], sitk.sitkUInt8)
    >>> mask[2:4, 2:4, 2:4] = 3
    >>> sitk.WriteImage(mask, str(file))
    >>> lesion = read_mask(file, sitk.Image([8, 8, 8], sitk.sitkInt16), label=3)
    >>> int(sitk.GetArrayViewFromImage(lesion).sum())
    8
    """
    path = Path(path)
    mask = _read_label(_mask_file(path), image, label)
    mask = on_grid_of(mask, image, align=align, file=path)
    if component == "all":
        return mask
    return on_whole(lesion_in(mask, component), image)


def _mask_file(path: Path) -> Path:
    """The file itself, or the only one of a folder (an exported RTSTRUCT or SEG)."""
    if not path.is_dir():
        return path
    files = sorted(file for file in path.rglob("*") if file.is_file() and is_dicom(file))
    if len(files) != 1:
        raise InputError(
            f"{len(files)} DICOM files in the mask's folder",
            file=path,
            expected="one RTSTRUCT or SEG file",
        )
    return files[0]


def _read_label(path: Path, image: sitk.Image, label: int | str) -> sitk.Image:
    if not is_dicom(path):
        mask = select_label(read_volume(path, "mask"), label, file=path)
        return without_metadata(mask)
    with dicom_faults(path):
        modality = str(read_tags(path, ["Modality"]).get("Modality", ""))
    if modality == "RTSTRUCT":
        return read_rtstruct(path, image, label)
    if modality == "SEG":
        return read_seg(path, label)
    raise InputError(
        f"a DICOM file of modality {modality or 'unknown'}",
        file=path,
        expected="an RTSTRUCT, a SEG, or a label image",
    )


def select_label(mask: sitk.Image, label: int | str, *, file: Path | None = None) -> sitk.Image:
    """A binary mask of one label, given by value or by segment name."""
    if mask.GetNumberOfComponentsPerPixel() != 1:
        raise InputError(
            "overlapping segments (several values a voxel)",
            file=file,
            expected="a label image with one value a voxel",
            hint="Export the lesion's segment alone",
        )
    value = _label_value(mask, label, file)
    voxels = sitk.GetArrayViewFromImage(mask)
    # Comparing whole numbers with a float would convert the volume.
    chosen = voxels == (int(value) if value.is_integer() else value)
    if not chosen.any():
        present = [f"{v:g}" for v in np.unique(voxels) if v != 0][:20]
        if not present:
            raise InputError("the mask is empty", file=file, expected=f"voxels of label {label}")
        raise InputError(
            f"no voxel has label {label}", file=file, expected=f"one of {', '.join(present)}"
        )
    binary = sitk.GetImageFromArray(chosen.view(np.uint8))
    binary.CopyInformation(mask)
    return binary


def segment_names(mask: sitk.Image) -> dict[str, float]:
    """Names and values of the segments of a 3D Slicer .seg.nrrd file."""
    keys = set(mask.GetMetaDataKeys())
    return {
        mask.GetMetaData(key): float(mask.GetMetaData(key.replace("_Name", "_LabelValue")))
        for key in sorted(keys)
        if key.startswith("Segment")
        and key.endswith("_Name")
        and key.replace("_Name", "_LabelValue") in keys
    }


def _label_value(mask: sitk.Image, label: int | str, file: Path | None) -> float:
    names = segment_names(mask)
    if str(label) in names:
        return names[str(label)]
    try:
        value = float(label)
    except ValueError:
        raise InputError(
            f"no segment is named '{label}'",
            file=file,
            expected=f"one of {', '.join(names)}" if names else "a label number",
        ) from None
    if value == 0 or not np.isfinite(value):
        raise InputError(f"label {label} is the background", file=file, expected="a label above 0")
    return value


def same_grid(mask: sitk.Image, image: sitk.Image) -> bool:
    """Whether two volumes have the same voxels in the same places."""
    if mask.GetSize() != image.GetSize():
        return False
    last = [size - 1 for size in image.GetSize()]
    corners = [[last[axis] * (n >> axis & 1) for axis in range(3)] for n in range(8)]
    apart = max(
        np.linalg.norm(
            np.subtract(
                mask.TransformIndexToPhysicalPoint(corner),
                image.TransformIndexToPhysicalPoint(corner),
            )
        )
        for corner in corners
    )
    return bool(apart <= GRID_TOLERANCE * min(image.GetSpacing()))


def on_grid_of(
    mask: sitk.Image, image: sitk.Image, *, align: bool = False, file: Path | None = None
) -> sitk.Image:
    """The mask with the image's geometry.

    As it is; put in its place where its voxels are some of the image's (a crop, or a SEG that
    stores the lesion's slices only); resampled where asked for; or refused.
    """
    if same_grid(mask, image):
        mask.CopyInformation(image)
        return mask
    placed = _placed(mask, image)
    if placed is not None:
        return placed
    if not align:
        raise InputError(
            f"the mask's grid ({_grid(mask)}) is not its image's ({_grid(image)})",
            file=file,
            expected="a mask drawn on this image",
            hint="--align-mask resamples the mask onto the image",
        )
    aligned = sitk.Resample(mask, image, sitk.Transform(), sitk.sitkNearestNeighbor, 0)
    if not sitk.GetArrayViewFromImage(aligned).any():
        raise InputError("no part of the mask lies inside the image", file=file)
    return aligned


def _placed(mask: sitk.Image, image: sitk.Image) -> sitk.Image | None:
    """A mask whose voxels are a box of the image's, whatever its axes' order and direction."""
    axes = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    steps = np.linalg.solve(axes, np.array(mask.GetDirection()).reshape(3, 3) * mask.GetSpacing())
    turned = np.round(steps)
    start = np.linalg.solve(axes, np.subtract(mask.GetOrigin(), image.GetOrigin()))
    ends = start + steps @ (np.array(mask.GetSize()) - 1)
    off = max(np.abs(np.round(ends) - ends).max(), np.abs(np.round(start) - start).max())
    if off > GRID_TOLERANCE or sorted(np.abs(turned).ravel()) != [0] * 6 + [1] * 3:
        return None
    corners = np.round([start, ends]).astype(int)
    low, high = corners.min(axis=0), corners.max(axis=0)
    if (low < 0).any() or (high >= image.GetSize()).any():
        return None
    order = np.abs(turned).argmax(axis=1)
    voxels = sitk.GetArrayFromImage(mask).T.transpose(order)
    voxels = voxels[tuple(slice(None, None, int(turned[i, a])) for i, a in enumerate(order))]
    whole = np.zeros(image.GetSize()[::-1], np.uint8)
    whole[tuple(slice(a, b + 1) for a, b in zip(low[::-1], high[::-1], strict=True))] = voxels.T
    placed = sitk.GetImageFromArray(whole)
    placed.CopyInformation(image)
    return placed


def _grid(volume: sitk.Image) -> str:
    def numbers(values):
        return " x ".join(f"{value:.6g}" for value in values)

    return (
        f"{numbers(volume.GetSize())} voxels of {numbers(volume.GetSpacing())} mm "
        f"from ({', '.join(f'{value:.6g}' for value in volume.GetOrigin())})"
    )


def lesion_box(mask: sitk.Image) -> Box:
    """The smallest box, as slices of the array (z, y, x), that holds a binary mask."""
    voxels = sitk.GetArrayViewFromImage(mask)
    slices = np.flatnonzero(voxels.any(axis=(1, 2)))
    if not len(slices):
        raise InputError("the mask is empty")
    held = voxels[slices[0] : slices[-1] + 1].any(axis=0)
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    return tuple(slice(int(along[0]), int(along[-1]) + 1) for along in (slices, rows, columns))


def crop(volume: sitk.Image, box: Box) -> sitk.Image:
    """The part of a volume inside a box of array slices (z, y, x), in its place in the patient."""
    z, y, x = box
    return volume[x.start : x.stop, y.start : y.stop, z.start : z.stop]
