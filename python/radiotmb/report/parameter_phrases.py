"""The parameters a study ran with, as phrases; empty where its results do not say."""

from __future__ import annotations

from typing import Any

from radiotmb.report import wording
from radiotmb.report.feature_words import describe_class
from radiotmb.report.study_output import StudyOutput
from radiotmb.runtime.software import PYRADIOMICS

_CLASSES = {
    "shape": "shape", "firstorder": "first-order statistics", "glcm": "GLCM", "gldm": "GLDM",
    "glrlm": "GLRLM", "glszm": "GLSZM", "ngtdm": "NGTDM",
}  # fmt: skip
_IMAGES = {"Original": "original", "LoG": "Laplacian-of-Gaussian", "Wavelet": "wavelet"}


def extraction(output: StudyOutput, *names: str) -> Any:
    """The first of the named entries that the extraction preset or its PyRadiomics settings has."""
    for name in names:
        for path in (("extraction", name), ("extraction", "settings", name)):
            found = output.result(*path)
            if found is not None:
                return found
    return None


def window(output: StudyOutput) -> str:
    """The intensity window and what happens outside it."""
    limits = extraction(output, "window_hu")
    treatment = extraction(output, "window")
    if not limits or treatment == "none":
        return ""
    low, high = (wording.number(limit, 0) for limit in limits)
    done = {
        "clamp": "values outside were set to the limit",
        "resegment": "voxels outside were taken out of the lesion",
    }.get(str(treatment), "")
    return f"intensities were limited to [{low}, {high}] HU" + (f"; {done}" if done else "")


def discretisation(output: StudyOutput) -> str:
    """Bin width or bin count, of the textures too where they differ."""
    width, count = extraction(output, "binWidth", "bin_width"), extraction(output, "binCount")
    phrases = []
    if count:
        phrases.append(f"{count} bins")
    elif width:
        phrases.append(f"a bin width of {width:g} HU")
    textures = extraction(output, "texture_setting") or {}
    if textures.get("binCount"):
        phrases.append(f"{textures['binCount']} grey levels for the textures")
    levels = extraction(output, "window_levels")
    if levels and not textures.get("binCount"):
        phrases.append(f"{levels} equal grey levels over the window")
    return f"grey levels were discretised with {wording.listed(phrases)}" if phrases else ""


def resampling(output: StudyOutput) -> str:
    """Voxel spacing after resampling, or that there was none."""
    if not output.result("extraction"):
        return ""
    spacing = extraction(output, "resampledPixelSpacing")
    if not spacing:
        return "no resampling: features were computed at the acquired spacing"
    sizes = " x ".join(wording.number(size) for size in spacing)
    return f"resampled to {sizes} mm with {extraction(output, 'interpolator') or 'sitkBSpline'}"


def image_types(output: StudyOutput) -> str:
    """The filtered images features come from."""
    types = extraction(output, "image_types")
    if not types:
        return ""
    names = [_IMAGES.get(name, name) for name in types]
    sigma = types["LoG"].get("sigma") if isinstance(types, dict) and types.get("LoG") else None
    sigma = sigma or extraction(output, "sigmas", "sigma_mm")
    if sigma and "Laplacian-of-Gaussian" in names:
        each = wording.listed([f"{s:g}" for s in sigma])
        names[names.index("Laplacian-of-Gaussian")] += f" (sigma {each} mm)"
    wavelet = types["Wavelet"].get("wavelet") if isinstance(types, dict) and types.get(
        "Wavelet") else None  # fmt: skip
    if wavelet and "wavelet" in names:
        names[names.index("wavelet")] += f" ({wavelet})"
    names += [_ibsi_filter(one) for one in extraction(output, "ibsi2") or []]
    return f"{wording.listed(names)} images"


def _ibsi_filter(given: dict[str, Any]) -> str:
    """A filter of the IBSI's second standard with its parameters."""
    shown = {
        key: value
        for key, value in given.items()
        if key not in ("kind", "settings") and value is not None
    }
    said = ", ".join(f"{key} {value}" for key, value in shown.items())
    return f"IBSI {given['kind']} filter ({said})"


def feature_classes(output: StudyOutput) -> str:
    """The feature classes by name."""
    classes = extraction(output, "feature_classes")
    return wording.listed([_CLASSES.get(name, name) for name in classes]) if classes else ""


def feature_count(output: StudyOutput) -> int | None:
    """Features a scan: what results.json says, or the columns of the feature table."""
    stated = extraction(output, "features", "n_features")
    if isinstance(stated, int):
        return stated
    path = output.folder / "tables" / "features.csv"
    if not path.is_file():
        return None
    with open(path, encoding="utf-8") as stream:
        header = stream.readline().strip().split(",")
    return sum(bool(describe_class(name)) for name in header) or None


def assay_rules(output: StudyOutput) -> str:
    """Which variants were counted."""
    rules = []
    depth = output.result("assay", "min_depth")
    fraction = output.result("assay", "min_fraction")
    filters = output.result("assay", "filters", default=[])
    if fraction:
        rules.append(f"an allele fraction of at least {wording.percent(fraction, 0)}")
    if depth:
        rules.append(f"a coverage of at least {depth:g}")
    kind = "coding " if output.result("assay", "synonymous") else "nonsynonymous "
    if "consequence" not in filters:
        kind = ""
    text = f"{kind}single-nucleotide variants and short indels"
    if rules:
        text += f" with {wording.listed(rules)}"
    return text + _germline(output, filters)


def _germline(output: StudyOutput, filters: list[str]) -> str:
    """Whether germline variants were removed: by a filter, and something to know them by."""
    if "germline" not in filters:
        return ""
    file, tag = output.result("germline"), output.result("assay", "germline", "info_tag")
    known = [f"those in {file}"] if file else []
    known += [f"those common by {tag}"] if tag else []
    if known:
        return f", after removal of germline variants ({wording.listed(known)})"
    return ", germline variants included (no file of common germline variants was given)"


def denominator(output: StudyOutput) -> str:
    """What the count was divided by."""
    given = output.result("assay", "denominator", default={})
    kind = given.get("kind") if isinstance(given, dict) else given
    megabases = given.get("megabases") if isinstance(given, dict) else None
    megabases = megabases or output.result("assay", "megabases")
    if kind == "fixed" and megabases:
        return f"a fixed {megabases:g} Mb"
    return {
        "bed": "the size of the target regions",
        "callable": "each sample's bases with sufficient coverage",
    }.get(str(kind), "")


def pyradiomics(output: StudyOutput) -> str:
    """PyRadiomics with its version, and the name it was given out under where that is another."""
    found = versions(output)
    for name in PYRADIOMICS:
        if name in found:
            distribution = "" if name == "pyradiomics" else f" (distribution {name})"
            return f"PyRadiomics {found[name]}{distribution}"
    return "PyRadiomics"


def versions(output: StudyOutput) -> dict[str, str]:
    """Versions of the software, R packages included, by name."""
    found: dict[str, str] = {}
    for name, value in (output.provenance.get("versions") or {}).items():
        if isinstance(value, dict):
            found |= {str(key): str(part) for key, part in value.items()}
        else:
            found[str(name)] = str(value)
    return found
