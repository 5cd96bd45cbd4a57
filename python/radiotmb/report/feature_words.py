"""Descriptions of PyRadiomics features in words."""

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
