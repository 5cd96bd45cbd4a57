"""What the samples of a run amount to: burden, variants, funnel, spectrum, failures, notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.burden import tmb_status
from radiotmb.tmb.count_file import ROW
from radiotmb.tmb.spectrum import count_spectrum

Judged = dict[str, Any]
"""A sample with its tally: patient_id, lesion, mutations, removed, rows, megabases ..."""


@dataclass
class BurdenResult:
    """What :func:`compute_burden` returns.

    Attributes
    ----------
    burden : pandas.DataFrame
        One row a sample; the columns of the burden table, then deamination (share of C:G>T:A
        among low-fraction SNVs, in percent) and low_snvs (how many there were).
    variants : pandas.DataFrame
        One row a variant in a sample, with its verdict.
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
    variants: pd.DataFrame
    funnel: pd.DataFrame
    spectrum: pd.DataFrame
    failures: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def assemble(
    samples: list[Judged],
    failures: Iterable[tuple[str, str]],
    notes: Iterable[str],
    assay: Assay,
    *,
    germline: bool,
    reference: Path | None,
) -> BurdenResult:
    """Put the judged samples into tables.

    Parameters
    ----------
    samples : list of dict
    failures : iterable of (name, reason)
    notes : iterable of str
    assay : Assay
    germline : bool
        Whether a germline resource was given.
    reference : path, optional
        FASTA for SBS-96.
    """
    _refuse_twice(samples)
    variants = _variants(samples)
    keys = [(s["patient_id"], s["lesion"]) for s in samples]
    return BurdenResult(
        burden=_burden(samples, assay),
        variants=variants,
        funnel=_funnel(samples, assay),
        spectrum=count_spectrum(variants, keys, reference),
        failures=pd.DataFrame(list(failures), columns=["name", "reason"]),
        notes=_notes(notes, samples, assay, germline),
    )


def _refuse_twice(samples: list[Judged]) -> None:
    seen: set[tuple[str, str]] = set()
    for sample in samples:
        key = (sample["patient_id"], sample["lesion"])
        if key in seen:
            raise InputError(
                f"sample '{key[0]}' ({key[1]}) stands in more than one file",
                hint="A samples table (--samples) names each patient and lesion",
            )
        seen.add(key)


def _line(values: pd.DataFrame, slope: float, intercept: float) -> pd.DataFrame:
    return values * slope + intercept


def _burden(samples: list[Judged], assay: Assay) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "patient_id": [s["patient_id"] for s in samples],
            "lesion": [s["lesion"] for s in samples],
            "mutations": np.array([s["mutations"] for s in samples], dtype="int64"),
            "megabases": np.array([s["megabases"] for s in samples], dtype=float),
            "denominator": [s["denominator"] for s in samples],
        }
    )
    if frame.empty:
        raise InputError("no sample in any file", expected="at least one variant or sample")
    lines = [line for line in (assay.standardisation, assay.calibration) if line.apply]
    # The status is judged where the count is Poisson.
    cutoff = assay.counted_cutoff
    status = tmb_status(frame["mutations"], frame["megabases"], cutoff, assay.conf_level)
    burdens = ["tmb", "tmb_lower", "tmb_upper"]
    for line in lines:
        status[burdens] = _line(status[burdens], line.slope, line.intercept)
    frame = pd.concat([frame, status], axis=1)
    low = np.array([s["low_snvs"] for s in samples], dtype=float)
    damaged = np.array([s["low_deaminated"] for s in samples], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["deamination"] = np.where(low > 0, 100 * damaged / low, np.nan)
    frame["low_snvs"] = low.astype("int64")
    return frame


_NUMBERS = {"pos": "int64", "depth": float, "alt_depth": float, "alt_fraction": float}


def _variants(samples: list[Judged]) -> pd.DataFrame:
    """The rows of every sample, column by column: there may be millions."""
    columns = list(zip(*(row for s in samples for row in s["rows"]), strict=True))
    lengths = [len(s["rows"]) for s in samples]
    table = {
        name: np.repeat(np.array([s[name] for s in samples], dtype=object), lengths)
        for name in ("patient_id", "lesion")
    }
    for name, values in zip(ROW, columns or [()] * len(ROW), strict=True):
        table[name] = np.array(values, dtype=_NUMBERS.get(name, object))
    return pd.DataFrame(table)


def _funnel(samples: list[Judged], assay: Assay) -> pd.DataFrame:
    rows = []
    for sample in samples:
        remaining = sample["total"]
        rows.append((sample["patient_id"], sample["lesion"], "read", 0, remaining))
        for step in assay.filters:
            removed = sample["removed"].get(step, 0)
            remaining -= removed
            rows.append((sample["patient_id"], sample["lesion"], step, removed, remaining))
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "step", "removed", "remaining"])


def _notes(notes: Iterable[str], samples: list[Judged], assay: Assay, germline: bool) -> list[str]:
    found = dict.fromkeys(notes)
    if "germline" in assay.filters and not germline and not assay.germline.info_tag:
        found["no germline resource was given: germline variants, if any, are counted"] = None
    limit = assay.deamination.limit
    for sample in samples:
        low = sample["low_snvs"]
        if limit < 100 and low and 100 * sample["low_deaminated"] / low >= limit:
            label = f"{sample['patient_id']} {sample['lesion']}"
            found[f"{label}: deamination score at {limit:g} or above, perhaps formalin"] = None
    return list(found)
