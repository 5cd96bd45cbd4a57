"""PyRadiomics features in words: the name that a figure prints, and what a feature measures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_LOG = re.compile(r"log-sigma-(\d+)-(\d+)-mm-3D")
_CLASSES = {
    "glcm": "texture of neighbouring pairs (GLCM)",
    "glrlm": "runs of one grey level (GLRLM)",
    "glszm": "connected zones of one grey level (GLSZM)",
    "gldm": "likeness to neighbours (GLDM)",
    "ngtdm": "difference from the neighbourhood (NGTDM)",
    "firstorder": "brightness (first order)",
    "shape": "shape of the mask",
}


# As R's feature_label() has them: a figure of R and one of the page name a feature alike.
_IMAGE = (
    "original|wavelet[-.][LH]+|log[-.]sigma[-.][0-9]+[-.][0-9]+[-.]mm[-.]3D|square|squareroot|"
    "logarithm|exponential|gradient|lbp[-.][A-Za-z0-9.-]+|ibsi[-.][A-Za-z0-9.-]+"
)
_SHORT_CLASSES = {
    "firstorder": "First-order", "shape": "Shape", "shape2D": "Shape", "glcm": "GLCM",
    "glrlm": "GLRLM", "glszm": "GLSZM", "gldm": "GLDM", "ngtdm": "NGTDM",
}  # fmt: skip
_ABBREVIATIONS = {
    "Id": "inverse difference", "Idn": "normalised inverse difference",
    "Idm": "inverse difference moment", "Idmn": "normalised inverse difference moment",
    "Imc1": "informational measure of correlation 1",
    "Imc2": "informational measure of correlation 2", "MCC": "maximal correlation coefficient",
}  # fmt: skip
_NAME = re.compile(rf"(?:(.+)[._])?({_IMAGE})_({'|'.join(_SHORT_CLASSES)})_([A-Za-z0-9]+)")


def feature_label(name: str) -> str:
    """A feature's name as a paper prints it; other names stay as they are.

    Parameters
    ----------
    name : str
        A PyRadiomics column name, ``imagetype_class_feature``, perhaps with a phase before it.

    References
    ----------
    van Griethuysen JJM, et al. Cancer Res 2017;77:e104-e107 (the names). Zwanenburg A, et al.
    Radiology 2020;295:328-338 (the terms).

    Examples
    --------
    >>> feature_label("wavelet-LLH_glszm_SmallAreaEmphasis")
    'GLSZM small area emphasis, wavelet LLH'
    >>> feature_label("prone.log-sigma-3-0-mm-3D_firstorder_90Percentile")
    'First-order 90th percentile, LoG 3 mm (prone)'
    >>> feature_label("age")
    'age'
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return name
    phase, image, family, measure = found.groups()
    image = _short_image(image)
    return (
        f"{_SHORT_CLASSES[family]} {_short_measure(measure)}{f', {image}' if image else ''}"
        f"{f' ({phase})' if phase else ''}"
    )


def _short_measure(measure: str) -> str:
    if measure in _ABBREVIATIONS:
        return _ABBREVIATIONS[measure]
    words = re.sub(r"^([0-9]+)Percentile$", r"\1th percentile", measure)
    words = re.sub(r"([a-z])([A-Z0-9])", r"\1 \2", words)
    words = re.sub(r"([A-Z])([A-Z][a-z])", r"\1 \2", words)
    # "2D" and "3D" keep their capital.
    return re.sub(r"([23])d\b", r"\1D", words.lower())


def _short_image(image: str) -> str:
    sigma = re.match(r"log[-.]sigma[-.]([0-9]+)[-.]([0-9]+)", image)
    if sigma:
        return f"LoG {f'{sigma[1]}.{sigma[2]}'.removesuffix('.0')} mm"
    return "" if image == "original" else re.sub(r"^([a-z]+)[-.]", r"\1 ", image)


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("feature_words.yaml").read_text("utf-8"))


def describe_feature(name: str) -> str:
    """What a feature measures and in which image; its own name where it is not PyRadiomics'.

    Parameters
    ----------
    name : str
        A PyRadiomics column name, ``imagetype_class_feature``; in a model of several phases with
        the phase before it, ``phase.imagetype_class_feature``.

    Examples
    --------
    >>> describe_feature("log-sigma-3-0-mm-3D_glcm_Contrast")
    'how much neighbours differ in brightness, after smoothing for structures of 3 mm'
    >>> describe_feature("original_shape_Sphericity")
    'how close the shape is to a sphere'
    >>> describe_feature("prone.original_shape_Sphericity")
    'how close the shape is to a sphere (prone)'
    >>> describe_feature("age")
    'age'
    """
    parts = name.split("_")
    phrase = _phrases().get(parts[-2], {}).get(parts[-1]) if len(parts) >= 3 else None
    if phrase is None:
        return name
    phase, _, image_type = "_".join(parts[:-2]).rpartition(".")
    scan = f" ({phase})" if phase else ""
    return f"{phrase}{describe_image(image_type.split('_')[-1])}{scan}"


def describe_class(name: str) -> str:
    """The family a feature belongs to; empty where it is not PyRadiomics'."""
    parts = name.split("_")
    return _CLASSES.get(parts[-2], "") if len(parts) >= 3 else ""


def describe_image(image_type: str) -> str:
    """What was done to the image first, as the end of a sentence; empty for the original.

    Examples
    --------
    >>> describe_image("wavelet-HLL")
    ', in the wavelet band with fine detail along x and smooth along y and z'
    >>> describe_image("ibsi-mean-5-3D")
    ", in the IBSI filter's response map mean-5-3D"
    """
    found = _LOG.fullmatch(image_type)
    if found:
        sigma = f"{found[1]}.{found[2]}".removesuffix(".0")
        return f", after smoothing for structures of {sigma} mm"
    if image_type.startswith("wavelet-"):
        band = image_type.removeprefix("wavelet-")
        axes = list(zip("xyz", band, strict=False))
        fine = " and ".join(axis for axis, letter in axes if letter == "H")
        smooth = " and ".join(axis for axis, letter in axes if letter == "L")
        if not fine:
            return ", in the smooth wavelet band"
        tail = f" and smooth along {smooth}" if smooth else ""
        return f", in the wavelet band with fine detail along {fine}{tail}"
    if image_type.startswith("ibsi-"):
        return f", in the IBSI filter's response map {image_type.removeprefix('ibsi-')}"
    return "" if image_type == "original" else f", in the {image_type} image"
