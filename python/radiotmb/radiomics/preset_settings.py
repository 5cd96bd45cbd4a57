"""What becomes of each setting PyRadiomics knows: obeyed, refused, or named as without effect.

The table on the documentation's page of settings is printed by the test that goes through all of
them beside PyRadiomics as shipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from radiotmb.errors import InputError

# Read before any image is filtered, and so without effect on a single image type.
BEFORE_FILTERS = frozenset(
    {
        *("additionalInfo", "correctMask", "geometryTolerance", "interpolator"),
        *("minimumROIDimensions", "minimumROISize", "normalize", "normalizeScale"),
        *("padDistance", "preCrop", "removeOutliers", "resampledPixelSpacing"),
        *("resegmentMode", "resegmentRange", "resegmentShape"),
    }
)
# Which lesion is measured cannot differ between image types.
_WHICH_LESION = frozenset({"label", "label_channel"})


def setting_notes(content: dict[str, Any], path: Path) -> tuple[str, ...]:
    """One sentence for every setting of a parameter file that has no effect here.

    Parameters
    ----------
    content : dict
        ``setting``, ``imageType``, ``featureClass``, ``voxelSetting`` as the file gives them.
    path : path
        The file, for messages.

    Raises
    ------
    InputError
        Where a setting cannot be obeyed.

    Examples
    --------
    >>> setting_notes({"setting": {"additionalInfo": True}}, Path("Params.yaml"))
    ('additionalInfo is not used: what PyRadiomics adds as diagnostics is in the quality table',)
    """
    settings = content.get("setting") or {}
    found = []
    if settings.get("additionalInfo"):
        found.append(
            "additionalInfo is not used: what PyRadiomics adds as diagnostics is in the quality "
            "table"
        )
    if settings.get("geometryTolerance") is not None:
        found.append(
            "geometryTolerance is not used: a mask within 1% of a voxel lies on its image's grid"
        )
    if content.get("voxelSetting"):
        names = ", ".join(content["voxelSetting"])
        found.append(f"voxelSetting ({names}) is not used: it is for maps of features")
    cropped = settings.get("resampledPixelSpacing") or settings.get("preCrop")
    if "padDistance" in settings and not cropped:
        found.append("padDistance has no effect without preCrop or resampledPixelSpacing")
    for kind, custom in (content.get("imageType") or {}).items():
        found += _image_type_notes(kind, custom or {}, path)
    return tuple(found)


def _image_type_notes(kind: str, custom: dict[str, Any], path: Path) -> list[str]:
    wrong = _WHICH_LESION & custom.keys()
    if wrong:
        raise InputError(
            f"imageType {kind} has a {sorted(wrong)[0]} of its own",
            file=path,
            expected="one label for all image types, under setting",
        )
    return [
        f"{name} under imageType {kind} has no effect: it is read under setting only"
        for name in custom
        if name in BEFORE_FILTERS
    ]


def check_settings(
    settings: dict[str, Any],
    image_types: dict[str, dict[str, Any]],
    feature_classes: dict[str, Any],
    path: Path | None,
) -> None:
    """Refuse what PyRadiomics would take and then compute nothing, or fail in the middle.

    Raises
    ------
    InputError
    """
    for custom in ({}, *image_types.values()):
        width = {**settings, **custom}.get("binWidth")
        if width is not None and not float(width) > 0:
            raise InputError(
                f"the bin width is {width}", file=path, expected="a number above 0, HU"
            )
    for kind, custom in image_types.items():
        if kind == "LoG" and not {**settings, **custom}.get("sigma"):
            raise InputError(
                "image type LoG without a sigma gives no image",
                file=path,
                expected="sigma: [...], mm",
            )
    if "shape2D" in feature_classes and not settings.get("force2D"):
        raise InputError(
            "class shape2D gives no feature without force2D",
            file=path,
            expected="force2D: true under setting, and a lesion in one slice",
        )
    spacing = settings.get("resampledPixelSpacing")
    if spacing is not None and (len(spacing) != 3 or not all(size >= 0 for size in spacing)):
        raise InputError(
            f"the resampled spacing is {spacing}", file=path, expected="three numbers, mm"
        )
