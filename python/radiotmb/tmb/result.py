"""What the samples of a run amount to: burden, variants, funnel, spectrum, failures, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.to_html import result_html
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.burden import calibrated_status
from radiotmb.tmb.columns import constant
from radiotmb.tmb.filters import BY_OPTION, steps_of
from radiotmb.tmb.resources import ROW_TYPES, TEXT, Judged
from radiotmb.tmb.spectrum import count_spectrum, is_counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass
class JudgedSample:
    """A lesion, what came of its variants, and what the count is divided by."""

    patient_id: str
    lesion: str
    judged: Judged
    megabases: float
    denominator: str
    file: Path

    @property
    def key(self) -> tuple[str, str]:
        """Patient and lesion."""
        return self.patient_id, self.lesion


@dataclass
class BurdenResult:
    """What :func:`compute_burden` returns.

    Attributes
    ----------
    burden : pandas.DataFrame
        One row a sample; the columns of the burden table, then deamination (share of C:G>T:A
        among low-fraction SNVs, in percent) and low_snvs (how many there were).
    table : pyarrow.Table
        The variants table, and ref_depth (reads with the reference) after its columns.
    funnel : pandas.DataFrame
        patient_id, lesion, step, removed, remaining; the first step is ``read``.
    spectrum : pandas.DataFrame
        patient_id, lesion, spectrum, channel, count.
    failures : pandas.DataFrame
        name, reason: samples that could not be done while the others went on.
    notes : list of str
        What was recognised, and what a reader of the burden must know.
    """

    burden: pd.DataFrame
    table: pa.Table
    funnel: pd.DataFrame
    spectrum: pd.DataFrame
    failures: pd.DataFrame
    notes: list[str] = field(default_factory=list)

    @cached_property
    def variants(self) -> pd.DataFrame:
        """One row a variant in a sample, with its verdict."""
        return _frame(self.table.drop_columns(["ref_depth"]))

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The counted variants, with ref_depth."""
        return _frame(self.table.filter(is_counted(self.table)))

    def plot(self) -> Figure:
        """The burden of each lesion with its interval, the highest first.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from radiotmb.report.figures.burdens import draw_burdens

        return draw_burdens(self.burden)

    def _repr_html_(self) -> str:
        shown = ["patient_id", "lesion", "mutations", "megabases", "tmb", "tmb_lower", "tmb_upper",
                 "status", "borderline"]  # fmt: skip
        burden = self.burden[[name for name in shown if name in self.burden]]
        high = int((self.burden["status"] == "high").sum()) if "status" in self.burden else 0
        numbers = [("Samples", str(len(burden))), ("TMB-high", str(high))]
        tables = {"Burden (mutations/Mb, 95% interval)": burden}
        if len(self.failures):
            tables["Failed"] = self.failures
        return result_html("Mutational burden", numbers, tables, self.notes)


def _frame(table: pa.Table) -> pd.DataFrame:
    plain = [
        pa.field(field.name, pa.string() if field.type == TEXT else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(plain)).to_pandas()


def assemble(
    samples: list[JudgedSample],
    failures: Iterable[tuple[str, str]],
    assay: Assay,
    reference: Path | None,
) -> BurdenResult:
    """Put the judged samples into tables.

    Parameters
    ----------
    samples : list of JudgedSample
    failures : iterable of (name, reason)
    assay : Assay
    reference : path, optional
        FASTA for SBS-96.
    """
    table = _variants(samples)
    _say_deamination(samples, assay)
    found = BurdenResult(
        burden=_burden(samples, assay),
        table=table,
        funnel=_funnel(samples, assay),
        spectrum=pd.DataFrame(),
        failures=pd.DataFrame(list(failures), columns=["name", "reason"]),
    )
    found.spectrum = count_spectrum(table, [one.key for one in samples], reference)
    return found


def _burden(samples: Sequence[JudgedSample], assay: Assay) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "patient_id": [one.patient_id for one in samples],
            "lesion": [one.lesion for one in samples],
            "mutations": np.array([one.judged.mutations for one in samples], dtype="int64"),
            "megabases": np.array([one.megabases for one in samples], dtype=float),
            "denominator": [one.denominator for one in samples],
        }
    )
    if frame.empty:
        raise InputError("no sample in any file", expected="at least one variant or sample")
    lines = [line for line in (assay.standardisation, assay.calibration) if line.apply]
    status = calibrated_status(
        frame["mutations"], frame["megabases"], lines, assay.cutoff, assay.conf_level
    )
    frame = pd.concat([frame, status], axis=1)
    low = np.array([one.judged.low_snvs for one in samples], dtype=float)
    damaged = np.array([one.judged.low_deaminated for one in samples], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["deamination"] = np.where(low > 0, 100 * damaged / low, np.nan)
    frame["low_snvs"] = low.astype("int64")
    return frame


def _variants(samples: Sequence[JudgedSample]) -> pa.Table:
    """The rows of every sample: there may be millions."""
    keys = {"patient_id": TEXT, "lesion": TEXT}
    schema = pa.schema([*keys.items(), *ROW_TYPES.items()])
    pieces = []
    for one in samples:
        rows = one.judged.rows
        named = [constant(value, len(rows)).texts() for value in one.key]
        columns = [*named, *(rows[name] for name in ROW_TYPES)]
        pieces.append(pa.table(columns, schema=schema))
    return pa.concat_tables([schema.empty_table(), *pieces])


def _funnel(samples: Sequence[JudgedSample], assay: Assay) -> pd.DataFrame:
    used = {name for one in samples for name, count in one.judged.removed.items() if count}
    steps = [
        step
        for step in steps_of(assay.filters)
        if step in assay.filters or step in used or step not in BY_OPTION
    ]
    rows = []
    for one in samples:
        remaining = one.judged.total
        rows.append((*one.key, "read", 0, remaining))
        for step in steps:
            removed = one.judged.removed.get(step, 0)
            remaining -= removed
            rows.append((*one.key, step, removed, remaining))
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "step", "removed", "remaining"])


def _say_deamination(samples: Sequence[JudgedSample], assay: Assay) -> None:
    limit = assay.deamination.limit
    for one in samples:
        low, damaged = one.judged.low_snvs, one.judged.low_deaminated
        if limit < 100 and low and 100 * damaged / low >= limit:
            add_note(
                Note("warning", "burden", " ".join(one.key),
                     f"deamination score at {limit:g} or above, perhaps formalin")
            )  # fmt: skip
