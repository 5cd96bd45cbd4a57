"""A whole study, from its study file to its report.

A worker that models a phase imports its own stage only: what draws, reads scans or writes the
report is loaded with :func:`run_study`, and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radiotmb.study.run import StudyResult, run_study

__all__ = ["StudyResult", "run_study"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from radiotmb.study import run

    return getattr(run, name)
