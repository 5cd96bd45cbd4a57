"""How features are extracted: a PyRadiomics parameter file and the little it cannot express."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pykwalify.core
from pykwalify.errors import PyKwalifyException
from radiomics import getFeatureClasses, getParameterValidationFiles, setVerbosity
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import extdata, preset_path, read_yaml
from radiotmb.radiomics.preset_settings import check_settings, setting_notes
from radiotmb.radiomics.response_filters import ResponseFilter
from radiotmb.radiomics.response_presets import read_filters
from radiotmb.runtime.files import fingerprint_data

# PyRadiomics writes to standard error on every GLCM; what matters to a reader is in our results.
setVerbosity(logging.CRITICAL)
logging.getLogger("pykwalify").setLevel(logging.CRITICAL)

WINDOWS = ("clamp", "resegment", "none")
_OWN_KEYS = (
    *("window_hu", "window", "window_levels", "texture_setting", "pad_voxels", "pad_sigmas"),
    "ibsi2",
)
# The order of PyRadiomics' own default extraction, which puts shape first.
_CLASSES = ("shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm")


@dataclass(frozen=True)
class ExtractionPreset:
    """One way to extract features.

    Attributes
    ----------
    name : str
        For people; not part of the hash.
    settings, image_types, feature_classes : dict
        PyRadiomics' ``setting``, ``imageType`` and ``featureClass`` with its defaults filled in.
    window_hu : (float, float), optional
        Limits of the intensity window, HU.
    window : str
        ``clamp`` sets values outside to the limit, ``resegment`` takes their voxels out of the
        lesion (PyRadiomics' resegmentRange), ``none`` leaves them.
    window_levels : int, optional
        Equal grey levels over the window on the original image.
    texture_setting : dict
        Settings of the texture classes where they differ from those of the first-order histogram.
    pad_voxels : int
        Voxels kept around the lesion for the original and wavelet images.
    pad_sigmas : float
        Sigmas kept around the lesion for a Laplacian of Gaussian, each with its own.
    padded_as_pyradiomics : bool
        Where a scan is resampled or cropped first: whether no filter sees more than PyRadiomics
        keeps (``padDistance``), as a plain PyRadiomics parameter file means it.
    ibsi2 : tuple of ResponseFilter
        The IBSI's filters, each an image of its own beside PyRadiomics' image types.
    label : int, optional
        The lesion's label where the file gives one (the hash has it from ``settings``).
    notes : tuple of str
        Settings of the file that have no effect here; not part of the hash.

    Examples
    --------
    >>> preset = read_preset("study")
    >>> preset.window_hu, preset.settings["binWidth"]
    ((-150.0, 500.0), 20)
    """

    name: str
    settings: dict[str, Any]
    image_types: dict[str, dict[str, Any]]
    feature_classes: dict[str, list[str] | None]
    window_hu: tuple[float, float] | None = None
    window: str = "none"
    window_levels: int | None = None
    texture_setting: dict[str, Any] = field(default_factory=dict)
    pad_voxels: int = 6
    pad_sigmas: float = 12.0
    padded_as_pyradiomics: bool = False
    ibsi2: tuple[ResponseFilter, ...] = ()
    label: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with anything the values depend on."""
        apart = {"name", "notes", "label", "padded_as_pyradiomics", "ibsi2"}
        parts = {key: value for key, value in vars(self).items() if key not in apart}
        if self.padded_as_pyradiomics and (self.resamples or self.settings.get("preCrop")):
            parts["padded_as_pyradiomics"] = True
        if self.ibsi2:
            parts["ibsi2"] = [vars(one) for one in self.ibsi2]
        return fingerprint_data(parts)[:12]

    @property
    def sigmas(self) -> list[float]:
        """Sigmas of the Laplacian of Gaussian, mm."""
        return [float(sigma) for sigma in self.log_sigmas]

    @property
    def log_sigmas(self) -> list[float]:
        """Sigmas as they were written, which is how PyRadiomics names its images."""
        if "LoG" not in self.image_types:
            return []
        return list({**self.settings, **self.image_types["LoG"]}.get("sigma") or [])

    @property
    def resamples(self) -> bool:
        """Whether scans are resampled: a spacing and an interpolator are given."""
        given = (self.settings.get("resampledPixelSpacing"), self.settings.get("interpolator"))
        return all(value is not None for value in given)

    def response_reach_mm(self, spacing_mm: Sequence[float]) -> np.ndarray:
        """How far the IBSI's filters look, z, y, x, in mm.

        Parameters
        ----------
        spacing_mm : sequence of 3 float
            Voxel size x, y, z of the scan; resampling changes it first.
        """
        side = np.array(spacing_mm, dtype=float)
        if self.resamples:
            new = np.array(self.settings["resampledPixelSpacing"], dtype=float)
            side = np.where(new == 0, side, new)
        reaches = [one.reach(side.tolist()) for one in self.ibsi2]
        found: np.ndarray = np.max([(0, 0, 0), *reaches], axis=0) * side[::-1]
        return found

    def with_options(
        self,
        *,
        window: str | None = None,
        window_hu: tuple[float, float] | None = None,
        bin_width: float | None = None,
        sigma: list[float] | None = None,
        resample_mm: tuple[float, float, float] | None = None,
        two_dimensional: bool | None = None,
        pad_sigmas: float | None = None,
    ) -> ExtractionPreset:
        """The same preset with single settings changed.

        Parameters
        ----------
        window : {"clamp", "resegment", "none"}, optional
        window_hu : (float, float), optional
            HU.
        bin_width : float, optional
            HU; takes the place of a bin count.
        sigma : list of float, optional
            Laplacian-of-Gaussian sigmas, mm; an empty list takes the filter out.
        resample_mm : (float, float, float), optional
            Spacing x, y, z in mm; 0 keeps the axis as it is.
        two_dimensional : bool, optional
            Textures and wavelets slice by slice.
        pad_sigmas : float, optional

        Raises
        ------
        InputError
            Where a value makes no sense.

        Examples
        --------
        >>> read_preset("study").with_options(sigma=[2.0]).sigmas
        [2.0]
        """
        if window_hu is not None and (window or self.window) == "none":
            raise InputError(
                "limits of a window, and no window",
                expected="a window that clamps or resegments (--window)",
            )
        settings, types = dict(self.settings), dict(self.image_types)
        levels, texture = self.window_levels, dict(self.texture_setting)
        if bin_width is not None:
            settings["binWidth"] = bin_width
            settings.pop("binCount", None)
            levels, texture = None, {}
        if resample_mm is not None:
            settings["resampledPixelSpacing"] = [float(size) for size in resample_mm]
        if two_dimensional is not None:
            settings["force2D"] = two_dimensional
        if sigma is not None:
            types.pop("LoG", None)
            if sigma:
                types["LoG"] = {"sigma": [float(value) for value in sigma]}
        order = [kind for kind in ("Original", "LoG", "Wavelet") if kind in types]
        types = {kind: types[kind] for kind in [*order, *(t for t in types if t not in order)]}
        return _checked(
            replace(
                self,
                settings=settings,
                image_types=types,
                window_levels=levels,
                texture_setting=texture,
                window=self.window if window is None else window,
                window_hu=self.window_hu if window_hu is None else (window_hu[0], window_hu[1]),
                pad_sigmas=self.pad_sigmas if pad_sigmas is None else float(pad_sigmas),
            ),
            None,
        )


def read_preset(preset: str | Path | ExtractionPreset) -> ExtractionPreset:
    """Read an extraction preset by name, or a PyRadiomics parameter file of one's own.

    Parameters
    ----------
    preset : str, path or ExtractionPreset
        ``study``, ``study-64``, ``study-literal``, or a YAML file. A file without the section
        ``radiotmb`` is read as PyRadiomics reads it: no window.

    Returns
    -------
    ExtractionPreset

    Raises
    ------
    InputError
        Where there is no such preset or PyRadiomics would refuse the file.

    References
    ----------
    van Griethuysen JJM, et al. Computational radiomics system to decode the radiographic
    phenotype. Cancer Res 2017;77(21):e104-e107.

    Examples
    --------
    >>> preset = read_preset("study")
    >>> preset.window_hu, preset.settings["binWidth"], preset.sigmas
    ((-150.0, 500.0), 20, [3.0, 5.0])
    """
    if isinstance(preset, ExtractionPreset):
        return preset
    path = preset_path("extraction", preset)
    content = read_yaml(path)
    own = content.pop("radiotmb", None) or {}
    if not isinstance(own, dict) or set(own) - set(_OWN_KEYS):
        raise InputError(
            "the section radiotmb is not as it should be",
            file=path,
            expected=f"only {', '.join(_OWN_KEYS)}",
        )
    # Ours are valid (a test sees to it), and PyRadiomics' check takes longer than a small lesion.
    notes: tuple[str, ...] = ()
    if path.parent != extdata("extraction"):
        content = _validated(content, path)
        notes = setting_notes(content, path)
    given = content.get("setting") or {}
    window_hu, levels = own.get("window_hu"), own.get("window_levels")
    try:
        found = ExtractionPreset(
            name=path.stem,
            **_pyradiomics_parameters(content),
            window_hu=_two_numbers(window_hu),
            window=str(own.get("window", "none" if window_hu is None else "clamp")),
            window_levels=None if levels is None else int(levels),
            texture_setting=dict(own.get("texture_setting") or {}),
            pad_voxels=int(own.get("pad_voxels", 6)),
            pad_sigmas=float(own.get("pad_sigmas", 12)),
            padded_as_pyradiomics=not own or bool({"padDistance", "preCrop"} & given.keys()),
            ibsi2=read_filters(own.get("ibsi2") or [], path),
            label=given.get("label"),
            notes=notes,
        )
        return _checked(found, path)
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise InputError(
            f"a setting is of the wrong kind ({' '.join(str(error).split())})", file=path
        ) from error


def _two_numbers(window_hu: Any) -> tuple[float, float] | None:
    if window_hu is None:
        return None
    low, high = (float(hu) for hu in window_hu)
    return low, high


def _validated(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """PyRadiomics' own check of a parameter file."""
    schema, functions = getParameterValidationFiles()
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return pykwalify.core.Core(
                source_data=content or {"setting": {}},
                schema_files=[schema],
                extensions=[functions],
            ).validate()
    except (PyKwalifyException, TypeError, ValueError) as error:
        reason = " ".join(str(getattr(error, "msg", None) or error).split())
        raise InputError(f"not a PyRadiomics parameter file ({reason})", file=path) from error


def _pyradiomics_parameters(content: dict[str, Any]) -> dict[str, Any]:
    """The three parts of a parameter file with PyRadiomics' own defaults."""
    classes = content.get("featureClass") or {
        name: None for name in _CLASSES if name in getFeatureClasses()
    }
    types = content.get("imageType") or {"Original": {}}
    settings = {**RadiomicsFeatureExtractor._getDefaultSettings(), **(content.get("setting") or {})}
    settings.pop("additionalInfo")
    return {
        "settings": settings,
        "image_types": {kind: dict(custom or {}) for kind, custom in types.items()},
        "feature_classes": {name: features or None for name, features in classes.items()},
    }


def _checked(preset: ExtractionPreset, path: Path | None) -> ExtractionPreset:
    if preset.window not in WINDOWS:
        raise InputError(
            f"no window mode '{preset.window}'", file=path, expected=f"one of {', '.join(WINDOWS)}"
        )
    limits = preset.window_hu
    if preset.window != "none" and (
        limits is None or len(limits) != 2 or not limits[0] < limits[1]
    ):
        raise InputError(
            f"window_hu is {limits}", file=path, expected="two numbers, the smaller first"
        )
    if not all(sigma > 0 for sigma in preset.sigmas):
        raise InputError("a sigma is not positive", file=path, expected="millimetres above 0")
    cut = preset.resamples or preset.settings.get("preCrop")
    if preset.ibsi2 and preset.padded_as_pyradiomics and cut:
        raise InputError(
            "preCrop and padDistance cut off what the filters of ibsi2 look at",
            file=path,
            expected="neither where there is ibsi2",
        )
    check_settings(preset.settings, preset.image_types, preset.feature_classes, path)
    if preset.pad_voxels < 0 or not preset.pad_sigmas > 0:
        raise InputError("the margin around the lesion is not positive", file=path)
    return preset
