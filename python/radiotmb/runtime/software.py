"""Which Python packages the numbers come from, and in which versions."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

# PyRadiomics is given out under two names, and both fill the same module, `radiomics`.
PYRADIOMICS = ("pyradiomics-bhklab", "pyradiomics")

_PACKAGES = (
    "numpy", "pandas", "scipy", "pysam", "SimpleITK", *PYRADIOMICS, "PyWavelets",
    "scikit-learn", "xgboost-cpu", "lifelines", "rpy2", "matplotlib",
)  # fmt: skip


def package_versions(names: tuple[str, ...] = _PACKAGES) -> dict[str, str]:
    """Versions of the packages that are installed, by the name they are given out under.

    Examples
    --------
    >>> sorted(package_versions(("numpy", "no-such-package")))
    ['numpy']
    """
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
