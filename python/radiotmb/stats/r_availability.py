"""Tells whether R can be called from this process, without starting it."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

from radiotmb.stats.r_code_hash import r_code_hash


def why_r_is_unavailable() -> str | None:
    """The first part that is missing, in a few words; ``None`` where R can be called.

    Examples
    --------
    >>> why_r_is_unavailable() is None or "not installed" in why_r_is_unavailable()
    True
    """
    if not (os.environ.get("R_HOME") or shutil.which("R")):
        return "R is not installed"
    if find_spec("rpy2") is None:
        return "rpy2, the bridge to R, is not installed"
    return None if r_code_hash() else "the R package radiotmb is not installed"
