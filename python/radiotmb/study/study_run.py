"""The state of one run: its inputs, the tables made so far, the sections of results.json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from radiotmb.inputs.lesion_roles import with_roles_of
from radiotmb.inputs.paths import without_home
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Level, Note, add_note
from radiotmb.runtime.workers import Workers
from radiotmb.study.models import Models
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study

# Reasons that the study file itself decides.
_NOT_GIVEN = ("no patients table", "no images table", "the patients table has no timing")
_NEEDS = {
    "discordance": "It needs the models of both phases of phases.pair",
    "survival": "It needs os_days, os_event and the status of both lesions",
    "follow_up": "It needs os_days and os_event",
    "predicted_survival": "It needs a model, os_days and os_event",
    "groups": "It needs clinical columns and two groups of patients",
}
_SHOWN = 4


@dataclass(frozen=True)
class StudyTables:
    """The input tables of a study, as read and checked.

    Lesions of the images table have the roles that the samples table gives them.
    """

    samples: pd.DataFrame
    images: pd.DataFrame | None = None
    patients: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        if self.images is not None:
            object.__setattr__(self, "images", with_roles_of(self.images, self.samples))


@dataclass
class StudyRun:
    """One run of a study: what its stages read, and what they have left so far.

    Attributes
    ----------
    study : Study
    inputs : StudyTables
    out : Path
        The output folder.
    workers : Workers
        Where the tasks of the stages run, and where their results are stored.
    r_unavailable : str, optional
        What R lacks here (:func:`radiotmb.stats.r_availability.why_r_is_unavailable`); only a study
        with ``engine: python`` runs without R.
    tables : dict of str to pandas.DataFrame
        The tables of the output folder by name.
    sections : dict
        The sections of results.json.
    models : Models
        What the modelling stage has left.
    failures : pandas.DataFrame
        One row a failed sample or scan: stage, name, reason.
    """

    study: Study
    inputs: StudyTables
    out: Path
    workers: Workers
    r_unavailable: str | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    models: Models = field(default_factory=Models)
    failures: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["stage", "name", "reason"])
    )
    _said: set[str] = field(default_factory=set)

    @property
    def engine(self) -> Literal["r", "python"]:
        """The engine of what both have: R wherever it can be called."""
        return "r" if self.r_unavailable is None else "python"

    def keep(self, name: str, table: pd.DataFrame | None) -> None:
        """Keep a table for the output folder; none where there is none or it has no columns."""
        if table is not None and len(table.columns):
            self.tables[name] = table

    def keep_section(self, name: str, section: Section) -> None:
        """Keep a section of results.json and its tables."""
        self.sections[name] = section.summary
        for part, reason in _skipped(section.summary):
            if reason not in self._said:
                subject = f"{name} {part}".strip()
                level: Level = "info" if reason.startswith(_NOT_GIVEN) else "warning"
                remedy = _NEEDS.get(name, "The other sections do not depend on it")
                add_note(Note(level, "outcomes", subject, f"skipped: {reason}", remedy))
        for table_name, table in section.tables.items():
            self.keep(table_name, table)

    def record_failures(self, stage: str, failures: pd.DataFrame) -> None:
        """Record failed samples or scans, a row each with ``name`` and ``reason``."""
        if len(failures):
            reasons = [without_home(reason, self.study.folder) for reason in failures["reason"]]
            rows = failures.assign(stage=stage, reason=reasons)[["stage", "name", "reason"]]
            self.failures = pd.concat([self.failures, rows], ignore_index=True)
            listed = [f"{row.name}: {row.reason}" for row in rows.itertuples(index=False)]
            add_note(
                Note(
                    "warning", stage, "failures", f"{len(rows)} failed: {some_of(listed)}",
                    "They are left out of all that follows; failures.csv has them all",
                )
            )  # fmt: skip

    def without_r(self, stage: str, analyses: str) -> str:
        """Note that only R does these analyses and that they are skipped; the reason is returned.

        Parameters
        ----------
        stage : str
        analyses : str
            What is skipped, as the subject of the note.
        """
        reason = f"only R computes this, and {self.r_unavailable}"
        self._said.add(reason)
        add_note(
            Note(
                "warning", stage, analyses, f"skipped: {reason}",
                "Install R and the R package radiotmb (radiotmb doctor names the command) and run "
                "the study again",
            )
        )  # fmt: skip
        return reason

    def skip(self, stage: str, names: Sequence[str], reason: str, remedy: str) -> None:
        """Leave several sections out for one reason, with one note.

        Parameters
        ----------
        stage : str
        names : sequence of str
            Of the sections.
        reason, remedy : str
        """
        self._said.add(reason)
        add_note(Note("warning", stage, ", ".join(names), f"skipped: {reason}", remedy))
        for name in names:
            self.keep_section(name, Section.skipped(reason))


def some_of(texts: Sequence[str]) -> str:
    """The first of many texts, and how many more there are.

    Examples
    --------
    >>> some_of(["a", "b", "c", "d", "e"])
    'a; b; c; d and 1 more'
    """
    return name_some(texts, _SHOWN, separator="; ")


def _skipped(summary: Any) -> Iterator[tuple[str, str]]:
    """What is skipped in a section, itself or a part of it, and why."""
    if not isinstance(summary, dict):
        return
    if summary.get("skipped"):
        yield "", str(summary["skipped"])
    for name, part in summary.items():
        if isinstance(part, dict) and part.get("skipped"):
            yield str(name), str(part["skipped"])
