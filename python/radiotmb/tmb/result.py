"""What the samples of a run amount to: burden, variants, funnel, spectrum, failures, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.to_html import result_html
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.burden import plain_status
from radiotmb.tmb.columns import constant
from radiotmb.tmb.filters import BY_OPTION, steps_of
from radiotmb.tmb.resources import ROW_TYPES, TEXT, Judged, no_rows
from radiotmb.tmb.spectrum import count_spectrum, is_counted

if TYPE_CHECKING:
    import pandas as pd
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
    table : pyarrow.Table
        The variants table, and ref_depth (reads with the reference) after its columns.
    plain : dict of str to dict
        The columns of ``burden``, ``funnel``, ``failures`` and ``dropped``: pandas is not loaded
        for who only prints them.
    samples : list of (patient_id, lesion)
    reference : path, optional
        FASTA for SBS-96.
    notes : list of str
        What was recognised, and what a reader of the burden must know.

    Examples
    --------
    >>> import pandas as pd
    >>> import tempfile
    >>> columns = ["Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele",
    ...            "Tumor_Seq_Allele2", "Variant_Classification", "Tumor_Sample_Barcode",
    ...            "t_depth", "t_alt_count"]
    >>> rows = [["KRAS", "12", 25398284, "C", "T", "Missense_Mutation", "P1", 400, 120],
    ...         ["TTN", "2", 179400000, "G", "A", "Silent", "P1", 610, 90]]
    >>> file = Path(tempfile.mkdtemp()) / "p1.maf"
    >>> pd.DataFrame(rows, columns=columns).to_csv(file, sep="\\t", index=False)
    >>> from radiotmb.tmb import burden_of_files, read_assay
    >>> found = burden_of_files([file], read_assay("study"))
    >>> found.funnel["step"].iloc[0], len(found.table), found.failures.empty
    ('read', 2, True)
    """

    table: pa.Table
    plain: dict[str, dict[str, Any]]
    samples: list[tuple[str, str]]
    reference: Path | None = None
    notes: list[str] = field(default_factory=list)

    @cached_property
    def burden(self) -> pd.DataFrame:
        """One row a sample: the columns of the burden table, then deamination and low_snvs.

        deamination is the share of C:G>T:A among low-fraction SNVs, in percent; low_snvs is how
        many there were.
        """
        return self._frame("burden")

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """patient_id, lesion, step, removed, remaining; the first step is ``read``."""
        return self._frame("funnel")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """name, reason: samples that could not be done while the others went on."""
        return self._frame("failures")

    @cached_property
    def spectrum(self) -> pd.DataFrame:
        """patient_id, lesion, spectrum, channel, count."""
        return count_spectrum(self.table, self.samples, self.reference)

    @property
    def dropped(self) -> pd.DataFrame:
        """file, reason, variants, of: what was left out of each file that a note tells of."""
        return self._frame("dropped")

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(self.plain[name])

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
    dropped: Iterable[tuple[str, str, int, int | None]] = (),
) -> BurdenResult:
    """Put the judged samples into tables.

    Parameters
    ----------
    samples : list of JudgedSample
    failures : iterable of (name, reason)
    assay : Assay
    reference : path, optional
        FASTA for SBS-96.
    dropped : iterable of (file, reason, variants, of)
        What :func:`radiotmb.tmb.refusals.say_what_was_dropped` gave.
    """
    table = _variants(samples)
    _say_deamination(samples, assay)
    plain = {
        "burden": _burden(samples, assay),
        "funnel": _named(_funnel(samples, assay), _STEPS),
        "failures": _named(list(failures), ("name", "reason")),
        "dropped": _named(list(dropped), ("file", "reason", "variants", "of")),
    }
    found = BurdenResult(table, plain, [one.key for one in samples], reference)
    if reference is not None:
        # What is wrong with a FASTA is told at once.
        found.spectrum = count_spectrum(table, found.samples, reference)
    return found


def _named(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """Rows as columns under their names."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _burden(samples: Sequence[JudgedSample], assay: Assay) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "patient_id": [one.patient_id for one in samples],
        "lesion": [one.lesion for one in samples],
        "mutations": np.array([one.judged.mutations for one in samples], dtype="int64"),
        "megabases": np.array([one.megabases for one in samples], dtype=float),
        "denominator": [one.denominator for one in samples],
    }
    if not samples:
        raise InputError("no sample in any file", expected="at least one variant or sample")
    lines = [line for line in (assay.standardisation, assay.calibration) if line.apply]
    columns |= plain_status(
        columns["mutations"], columns["megabases"], lines, assay.cutoff, assay.conf_level
    )
    low = np.array([one.judged.low_snvs for one in samples], dtype=float)
    damaged = np.array([one.judged.low_deaminated for one in samples], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["deamination"] = np.where(low > 0, 100 * damaged / low, np.nan)
    columns["low_snvs"] = low.astype("int64")
    return columns


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
    return pa.concat_tables([no_rows(schema), *pieces])


_STEPS = ("patient_id", "lesion", "step", "removed", "remaining")


def _funnel(samples: Sequence[JudgedSample], assay: Assay) -> list[tuple[str, str, str, int, int]]:
    used = {name for one in samples for name, count in one.judged.removed.items() if count}
    steps = [
        step
        for step in steps_of(assay.filters)
        if step in assay.filters or step in used or step not in BY_OPTION
    ]
    rows: list[tuple[str, str, str, int, int]] = []
    for one in samples:
        remaining = one.judged.total
        rows.append((*one.key, "read", 0, remaining))
        for step in steps:
            removed = one.judged.removed.get(step, 0)
            remaining -= removed
            rows.append((*one.key, step, removed, remaining))
    return rows


def _say_deamination(samples: Sequence[JudgedSample], assay: Assay) -> None:
    limit = assay.deamination.limit
    for one in samples:
        low, damaged = one.judged.low_snvs, one.judged.low_deaminated
        if limit < 100 and low and 100 * damaged / low >= limit:
            add_note(
                Note("warning", "burden", " ".join(one.key),
                     f"deamination score at {limit:g} or above, perhaps formalin")
            )  # fmt: skip
