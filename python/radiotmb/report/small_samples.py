"""How often the interval of an AUC holds with few patients, in the words of the statistics."""

from __future__ import annotations

from radiotmb.report.sections.summary import all_models
from radiotmb.report.study_output import StudyOutput

_FLAG = "with fewer than 40 patients"


def coverage_of_interval(output: StudyOutput) -> str:
    """The measured coverage as a clause, or nothing where no model has so few patients."""
    flags = {str(flag) for model in all_models(output) for flag in model.get("flags") or []}
    found = sorted(flag for flag in flags if flag.startswith(_FLAG))
    return f"; {found[0]}" if found else ""
