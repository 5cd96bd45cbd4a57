"""The verb that says what is installed, what is missing and which command mends it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

from radiotmb.cli.options import Json, Quiet, Wide
from radiotmb.cli.output import output

# Programs that add something where they are there.
_OPTIONAL = {
    "tvc": ("the study's own caller, for radiotmb call --caller tvc", "apt-get install tvc"),
    "mosdepth": ("a faster per-base depth for radiotmb callable", "apt-get install mosdepth"),
}


def doctor(wide: Wide = False, json: Json = False, quiet: Quiet = False) -> int:
    """Say what is installed, what is missing, and the command that installs it.

    The exit status is 3 where something that radiotmb needs is missing.

    Example:

    - `radiotmb doctor`
    """
    import pandas as pd

    rows = [_python(), _pyradiomics(), *_r(), *_optional(), _machine()]
    found = pd.DataFrame(rows, columns=["what", "state", "found", "mend"])
    output.table(found)
    return 3 if (found["state"] == "missing").any() else 0


def _python() -> tuple[str, str, str, str]:
    from radiotmb import __version__

    tried = (3, 10) <= sys.version_info[:2] <= (3, 14)
    mend = "" if tried else "radiotmb is tried with Python 3.10 to 3.14"
    return ("Python", "ok", f"{platform.python_version()}, radiotmb {__version__}", mend)


def _pyradiomics() -> tuple[str, str, str, str]:
    from radiotmb.runtime.software import PYRADIOMICS, package_versions

    found = [f"{name} {version}" for name, version in package_versions(PYRADIOMICS).items()]
    ours = PYRADIOMICS[0]
    mend = {
        0: f"pip install {ours}",
        # They overwrite each other's files: which of the two computes, no one can say.
        2: f"pip uninstall {' '.join(PYRADIOMICS)} && pip install {ours}",
    }.get(len(found), "")
    return ("PyRadiomics", "missing" if mend else "ok", " and ".join(found), mend)


def _r() -> list[tuple[str, str, str, str]]:
    from radiotmb import __version__
    from radiotmb.inputs.extdata import r_package_source
    from radiotmb.stats.library import R_PACKAGES, r_versions

    versions = r_versions()
    if not versions:
        return [("R", "missing", "", "apt-get install r-base-dev, or your system's way to get R")]
    rows = [("R", "ok", versions.get("R", ""), "")]
    rows.append(_bridge())
    installed = versions.get("radiotmb", "")
    if installed == __version__:
        rows.append(("R package radiotmb", "ok", installed, ""))
    else:
        rows.append(
            ("R package radiotmb", "missing", installed, f"R CMD INSTALL '{r_package_source()}'")
        )
    for name in R_PACKAGES[1:]:
        state = "ok" if name in versions else "missing"
        mend = "" if name in versions else f"Rscript -e 'install.packages(\"{name}\")'"
        rows.append((f"R package {name}", state, versions.get(name, ""), mend))
    return rows


def _bridge() -> tuple[str, str, str, str]:
    try:
        return ("rpy2 (Python to R)", "ok", version("rpy2"), "")
    except PackageNotFoundError:
        return ("rpy2 (Python to R)", "missing", "", "pip install 'radiotmb[r]'")


def _optional() -> list[tuple[str, str, str, str]]:
    rows = []
    for program, (use, mend) in _OPTIONAL.items():
        path = shutil.which(program)
        rows.append(
            (f"{program}: {use}", "ok" if path else "optional", path or "", mend * (not path))
        )
    return rows


def _machine() -> tuple[str, str, str, str]:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return ("machine", "ok", f"{os.cpu_count()} cores, {pages * size / 2**30:.0f} GiB memory", "")
