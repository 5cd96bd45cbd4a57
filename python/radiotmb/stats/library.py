"""Finds R's packages and their versions without starting R in this process."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from radiotmb.inputs.extdata import r_package_source

R_PACKAGES = ("radiotmb", "caret", "randomForest", "xgboost", "pROC", "survival")


def r_library() -> Path | None:
    """The project's own R library: ``RADIOTMB_RLIB``, or ``.rlib`` beside the R sources.

    ``None`` where there is none; R's usual libraries are searched in any case.
    """
    named = os.environ.get("RADIOTMB_RLIB")
    library = Path(named) if named else r_package_source() / ".rlib"
    return library if library.is_dir() else None


def r_environment() -> dict[str, str]:
    """The process environment for an R that finds the project's library first.

    Examples
    --------
    >>> "R_LIBS" in r_environment() or r_library() is None
    True
    """
    environment = dict(os.environ)
    library = r_library()
    if library is not None:
        others = [part for part in environment.get("R_LIBS", "").split(os.pathsep) if part]
        environment["R_LIBS"] = os.pathsep.join(dict.fromkeys([str(library), *others]))
    return environment


def r_versions() -> dict[str, str]:
    """Versions of R and of the R packages the numbers come from; empty where R is not there."""
    command = rscript()
    if command is None:
        return {}
    names = ", ".join(f"'{name}'" for name in R_PACKAGES)
    code = (
        "cat('R', as.character(getRversion()), '\\n');"
        f"for (p in c({names})) if (nzchar(system.file(package = p)))"
        " cat(p, as.character(packageVersion(p)), '\\n')"
    )
    answer = subprocess.run(
        [command, "--vanilla", "-e", code],
        capture_output=True,
        text=True,
        env=r_environment(),
        check=False,
    )
    return dict(line.split()[:2] for line in answer.stdout.splitlines() if len(line.split()) > 1)


def rscript() -> str | None:
    """The Rscript of the R that R_HOME names, if it does: a PATH may lead to another one.

    R CMD check puts a stand-in that cannot be run in front of the PATH.
    """
    home = os.environ.get("R_HOME")
    own = Path(home) / "bin" / "Rscript" if home else None
    return str(own) if own is not None and own.is_file() else shutil.which("Rscript")
