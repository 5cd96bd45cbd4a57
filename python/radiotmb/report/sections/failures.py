"""Samples and scans that failed, with the reason."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Note, Section, Table, Text
from radiotmb.report.study_output import StudyOutput


def failures(output: StudyOutput) -> Section:
    """The table of failures, or a sentence that there is none."""
    table = output.failures
    if table is None:
        return Section("failures", "Failures", [Text("Every sample and every scan went through.")])
    text = f"{wording.plural(len(table), 'task')} failed; the results above are without them."
    return Section("failures", "Failures", [Note(text), Table("failures", "Reasons", table)])
