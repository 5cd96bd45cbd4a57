"""The methods, ready to paste."""

from __future__ import annotations

from radiotmb.report.blocks import Copyable, Section, Text
from radiotmb.report.methods_text import methods_text
from radiotmb.report.study_output import StudyOutput


def methods(output: StudyOutput) -> Section:
    """The paragraphs and where they come from."""
    return Section(
        "methods",
        "Methods, ready to paste",
        [
            Text("Written from the parameters this run used; how the images were acquired and "
                 "segmented, and who was included, is for the authors to add."),
            Copyable("methods", methods_text(output)),
        ],
    )  # fmt: skip
