"""Words for the names of features and columns, as figures and tables print them.

R's ``feature_label()`` and its figures read the same words, ``inst/extdata/labels.csv``.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from radiotmb.inputs.extdata import extdata


def feature_label(name: str) -> str:
    """A radiomics feature's name as a paper prints it: class, what is measured, and the image.

    Parameters
    ----------
    name : str
        A PyRadiomics column name, ``imagetype_class_feature``; the phase or modality may stand
        before it (``phase.imagetype_class_feature``). Any other name stays as it is.

    Returns
    -------
    str

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
    parts = _pattern().fullmatch(name)
    if parts is None:
        return name
    scan, image, family, feature = parts.groups()
    words = f"{_words('class')[family]} {_feature(feature)}"
    image_words = _image(image)
    return words + (f", {image_words}" if image_words else "") + (f" ({scan})" if scan else "")


def column_label(name: str) -> str:
    """A feature's or a clinical column's name in words, with its unit where that is known.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> column_label("venous_invasion"), column_label("age")
    ('Venous invasion', 'Age (years)')
    """
    words = feature_label(name)
    if words != name:
        return words
    known = _words("column").get(name.lower())
    if known is not None:
        return known
    words = re.sub(r"[_.]+", " ", name).strip()
    return words[:1].upper() + words[1:]


@cache
def _words(kind: str) -> dict[str, str]:
    with extdata("labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["words"] for row in csv.DictReader(file) if row["kind"] == kind}


@cache
def _pattern() -> re.Pattern[str]:
    images, families = "|".join(_words("image")), "|".join(_words("class"))
    return re.compile(rf"(?:(.+)[._])?({images})_({families})_([A-Za-z0-9]+)")


def _feature(name: str) -> str:
    known = _words("feature").get(name)
    if known is not None:
        return known
    words = re.sub(r"^([0-9]+)Percentile$", r"\1th percentile", name)
    words = re.sub(r"([a-z])([A-Z0-9])", r"\1 \2", words)
    words = re.sub(r"([A-Z])([A-Z][a-z])", r"\1 \2", words)
    # "2D" and "3D" keep their capital.
    words = re.sub(r"([23])d\b", r"\1D", words.lower())
    for spelling, term in _words("spelling").items():
        words = words.replace(spelling, term)
    return words


def _image(name: str) -> str:
    sigma = re.match(r"log[-.]sigma[-.]([0-9]+)[-.]([0-9]+)", name)
    if sigma:
        return f"LoG {f'{sigma[1]}.{sigma[2]}'.removesuffix('.0')} mm"
    return "" if name == "original" else re.sub(r"^([a-z]+)[-.]", r"\1 ", name)
