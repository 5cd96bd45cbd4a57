"""The schema of every table that passes between stages.

A schema is a :class:`pandera.pandas.DataFrameSchema`; :data:`SCHEMAS` holds them by table name.
Columns beyond the schema are kept where they are the user's (clinical columns, features).
"""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from radiotmb.inputs.column_values import LESIONS, STATUSES


def _text(required: bool = True, nullable: bool = False, **kw: Any) -> pa.Column:
    return pa.Column(str, required=required, nullable=nullable, coerce=True, **kw)


def _number(required: bool = True, nullable: bool = False, **kw: Any) -> pa.Column:
    return pa.Column(float, required=required, nullable=nullable, coerce=True, **kw)


def _count(required: bool = True, **kw: Any) -> pa.Column:
    # pandas' nullable integer refuses 4.5, where int64 would make it 4 without a word.
    return pa.Column("Int64", pa.Check.ge(0), required=required, coerce=True, **kw)


def _lesion() -> dict[str, pa.Column]:
    """A lesion's name, unique within its patient, and what is known of it."""
    return {
        "lesion": _text(),
        "role": _text(required=False, nullable=True, checks=pa.Check.isin(LESIONS)),
        "site": _text(required=False, nullable=True),
        "days": _number(required=False, nullable=True),
    }


def _status(nullable: bool = False) -> pa.Column:
    return _text(checks=pa.Check.isin(STATUSES), nullable=nullable)


def _schema(columns: dict[str, pa.Column], unique: list[str] | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, unique=unique, strict=False)


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "samples": _schema(
        {
            "patient_id": _text(),
            **_lesion(),
            "variants": _text(),
            "alignments": _text(required=False, nullable=True),
            "sample": _text(required=False, nullable=True),
            # The human genome has 3,100 megabases; more are bases or kilobases.
            "callable_mb": _number(
                required=False, nullable=True, checks=[pa.Check.gt(0), pa.Check.le(3300)]
            ),
        },
        unique=["patient_id", "lesion", "variants"],
    ),
    "images": _schema(
        {
            "patient_id": _text(),
            **_lesion(),
            "phase": _text(),
            "image": _text(),
            "mask": _text(),
            "label": _text(required=False, nullable=True),
            "series": _number(required=False, nullable=True, checks=pa.Check.ge(1)),
        },
        unique=["patient_id", "lesion", "phase"],
    ),
    "patients": _schema(
        {
            "patient_id": _text(unique=True),
            "os_days": _number(required=False, nullable=True, checks=pa.Check.ge(0)),
            "os_event": _number(required=False, nullable=True, checks=pa.Check.isin([0, 1])),
        }
    ),
    "variants": _schema(
        {
            "patient_id": _text(),
            "lesion": _text(),
            "chrom": _text(),
            "pos": _count(),
            "ref": _text(),
            "alt": _text(),
            "gene": _text(nullable=True),
            "consequence": _text(nullable=True),
            "depth": _number(nullable=True),
            "alt_depth": _number(nullable=True),
            "alt_fraction": _number(nullable=True),
            "verdict": _text(),
        }
    ),
    "burden": _schema(
        {
            "patient_id": _text(),
            **_lesion(),
            "mutations": _count(),
            "megabases": _number(checks=pa.Check.gt(0)),
            "denominator": _text(
                required=False, checks=pa.Check.isin(["fixed", "bed", "callable"])
            ),
            "tmb": _number(required=False),
            "tmb_lower": _number(required=False),
            "tmb_upper": _number(required=False),
            "p_high": _number(required=False),
            "status": pa.Column(str, pa.Check.isin(STATUSES), required=False, coerce=True),
            "borderline": pa.Column(bool, required=False, coerce=True),
        },
        unique=["patient_id", "lesion"],
    ),
    "pairs": _schema(
        {
            "patient_id": _text(unique=True),
            "primary_tmb": _number(),
            "metastasis_tmb": _number(),
            "primary_status": _status(),
            "metastasis_status": _status(),
            "discordant": pa.Column(bool, coerce=True),
            "direction": _text(),
            "ratio": _number(nullable=True),
            "p_equal": _number(nullable=True),
        }
    ),
    "features": _schema(
        {
            "patient_id": _text(),
            "lesion": _text(required=False),
            "phase": _text(required=False),
        }
    ),
    "labels": _schema({"patient_id": _text(unique=True), "status": _text()}),
    "predictions": _schema(
        {
            "phase": _text(required=False),
            "patient_id": _text(),
            "repeat": _count(),
            "fold": _count(),
            "truth": _text(),
            "probability": _number(checks=pa.Check.in_range(0, 1)),
        }
    ),
}


LESION_MEANINGS = {
    "role": "Whether it is a `primary` or a `metastasis`; needed where its name is neither.",
    "site": "The organ it is in, for the report's words and for the study file's `pairs`.",
    "days": "Day of its sampling, counted from any one day of the patient.",
}

# What the columns of the tables that a user writes mean; the reference shows them.
COLUMN_MEANINGS: dict[str, dict[str, str]] = {
    "samples": {
        "patient_id": "The patient, as in the other tables; text (`007` is not `7`).",
        "lesion": "Which lesion was sequenced: `primary`, `metastasis`, or any name that the "
        "patient has once (`liver S4`, `brain`).",
        **LESION_MEANINGS,
        "variants": "Its variants: VCF, BCF, MAF or Ion Reporter TSV, relative to the table.",
        "alignments": "Its reads (BAM or CRAM), for the bases that can be judged.",
        "sample": "Its name inside a file of several samples.",
        "callable_mb": "Megabases that can be judged, where known; used where the assay's "
        "`denominator` is `callable`, and named in a warning where it is not.",
    },
    "images": {
        "patient_id": "The patient, as in the other tables.",
        "lesion": "Which lesion was segmented, under its name in the samples table.",
        "role": LESION_MEANINGS["role"],
        "site": "As in the samples table, whose entry counts.",
        "days": "As in the samples table, whose entry counts.",
        "phase": "The CT phase; the study file's `phases` names them.",
        "image": "The scan: NIfTI, NRRD, MetaImage or a folder of DICOM, relative to the table.",
        "mask": "The lesion on it: a label image, RTSTRUCT or DICOM SEG.",
        "label": "The region in the mask, by number or name; several with commas, or all.",
        "series": "Which series of a DICOM folder that holds several, counted from 1.",
    },
    "patients": {
        "patient_id": "The patient, as in the other tables, once.",
        "os_days": "Days from the start of observation to death or last contact.",
        "os_event": "1: died; 0: alive at last contact.",
    },
}
