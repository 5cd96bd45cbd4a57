"""Scans as they come: a file or a DICOM folder in, a three-dimensional image out."""

from __future__ import annotations

from pathlib import Path

import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_volume
from radiotmb.radiomics.dicom_series import is_dicom, read_series
from radiotmb.radiomics.nifti import check_nifti_whole

# ITK writes warnings to standard error from C++; what matters is checked and said here.
sitk.ProcessObject.SetGlobalWarningDisplay(False)

FORMATS = "NIfTI (.nii, .nii.gz), NRRD (.nrrd), MetaImage (.mha, .mhd) or a DICOM series folder"


def read_image(path: str | Path, series: int | None = None) -> sitk.Image:
    """Read a CT volume.

    Parameters
    ----------
    path : str or path
        NIfTI, NRRD or MetaImage file, or a folder with the slices of a DICOM series.
    series : int, optional
        Which of several DICOM series in the folder, as the refusal numbers them.

    Returns
    -------
    SimpleITK.Image
        Three-dimensional, scalar, in the file's own voxel type, values in HU.

    Raises
    ------
    InputError
        Where the file is absent, unreadable, or no scalar volume.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "scan.nrrd"
    >>> sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(file))
    >>> read_image(file).GetSize()
    (4, 5, 6)
    """
    path = Path(path)
    if path.is_dir():
        return read_series(path, series)
    image = read_volume(path, "image")
    if image.GetNumberOfComponentsPerPixel() != 1:
        raise InputError(
            f"{image.GetNumberOfComponentsPerPixel()} values a voxel",
            file=path,
            expected="a scalar CT volume",
        )
    return without_metadata(image)


def without_metadata(image: sitk.Image) -> sitk.Image:
    """The image without its header's free text, which may name the patient."""
    try:
        for key in image.GetMetaDataKeys():
            image.EraseMetaData(key)
    except TypeError:
        # A key that is no text cannot be named; what a filter puts out has no free text at all.
        image = sitk.Crop(image, [0] * image.GetDimension())
    return image


def read_volume(path: Path, what: str) -> sitk.Image:
    """Read any one-file volume that SimpleITK reads and see that it has three dimensions."""
    if not path.exists():
        raise InputError("no such file", file=path, expected=f"the {what}: {FORMATS}")
    if is_dicom(path):
        raise InputError(
            "a single DICOM file", file=path, expected="the folder that holds the whole series"
        )
    check_volume(path)
    try:
        image = sitk.ReadImage(str(path))
    except RuntimeError as error:
        raise InputError(
            f"not readable as {'an' if what == 'image' else 'a'} {what} ({_reason(error)})",
            file=path,
            expected=FORMATS,
        ) from error
    check_nifti_whole(path, image)
    if image.GetDimension() == 4 and image.GetSize()[3] == 1:
        image = image[:, :, :, 0]
    if image.GetDimension() != 3:
        raise InputError(
            f"{image.GetDimension()} dimensions, size {image.GetSize()}",
            file=path,
            expected=f"a three-dimensional {what}",
        )
    return image


def _reason(error: RuntimeError) -> str:
    """The last line of an ITK exception without its source file and line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    last = lines[-1] if lines else "unknown reason"
    return last.split(": ", 2)[-1] if last.startswith(("sitk::ERROR", "itk::ERROR")) else last
