"""What every sample of a run shares, what a sample is, and what was found in it."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.files import fingerprint, fingerprint_data

_FILES = ("germline", "targets", "exclude", "reference", "genes")


@dataclass(frozen=True)
class Resources:
    """Files and options that every sample of a run shares.

    Attributes
    ----------
    germline : path, optional
        Population VCF or BCF (matched by allele) or BED (by position).
    targets : path, optional
        BED: variants outside do not count; the size for a ``bed`` denominator.
    exclude : path, optional
        BED or VCF of sites that never count.
    reference : path, optional
        FASTA: left-aligns indels before they are matched, gives SBS-96, annotates with ``genes``.
    genes : path, optional
        GFF3 (Ensembl): unannotated VCFs are annotated with bcftools csq.
    annotator, depth_tag, fraction_tag : str, optional
        Forced instead of recognised.
    normal : str, optional
        The normal's name in a VCF of pairs: what it carries is removed.
    keep : {"all", "counted"}
        Which variants have a row in the result; with ``counted`` memory does not grow with the
        file.

    Examples
    --------
    >>> Resources(depth_tag="DP", fraction_tag="AF").keep
    'all'
    """

    germline: Path | None = None
    targets: Path | None = None
    exclude: Path | None = None
    reference: Path | None = None
    genes: Path | None = None
    annotator: str | None = None
    depth_tag: str | None = None
    fraction_tag: str | None = None
    normal: str | None = None
    keep: str = "all"

    def __post_init__(self) -> None:
        for name in _FILES:
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, Path(value))
                if not Path(value).is_file():
                    raise InputError("no such file", file=value, expected=f"a file for '{name}'")
        if self.keep not in ("all", "counted"):
            raise InputError(f"keep is '{self.keep}'", expected="all or counted")

    def plain(self) -> dict[str, Any]:
        """As a task can carry it; files stay paths, see :mod:`radiotmb.runtime.cluster`."""
        return dict(vars(self))

    def files(self) -> list[Path]:
        """The files among them."""
        return [value for value in vars(self).values() if isinstance(value, Path)]

    def key(self) -> str:
        """Fingerprint of the files' bytes and the options."""
        state = {
            name: fingerprint(value) if isinstance(value, Path) else value
            for name, value in vars(self).items()
        }
        return fingerprint_data(state)


@dataclass(frozen=True)
class Sample:
    """A sequenced lesion: who it is of, and where in which file.

    ``patient_id`` is None for all samples that a MAF holds; ``name`` is the sample's name inside
    its file, where one was given.
    """

    patient_id: str | None
    lesion: str
    name: str | None = None
    alignments: str | Path | None = None
    callable_mb: float | None = None

    @property
    def label(self) -> str:
        """Patient and lesion, for people."""
        return f"{self.patient_id} {self.lesion}"

    def plain(self) -> dict[str, Any]:
        """As a task can carry it."""
        return dict(vars(self))


TEXT = pa.dictionary(pa.int32(), pa.string())
"""Texts that repeat."""

ROW_TYPES = {
    "chrom": TEXT, "pos": pa.int64(), "ref": pa.string(), "alt": pa.string(),
    "gene": TEXT, "consequence": TEXT, "depth": pa.float64(), "alt_depth": pa.float64(),
    "alt_fraction": pa.float64(), "verdict": TEXT, "ref_depth": pa.float64(),
}  # fmt: skip
"""Columns of the rows of a judged sample; the last is not part of the variants table."""


def no_rows(schema: pa.Schema) -> pa.Table:
    """A table without rows. (Arrow's own ``empty_table()`` loads pandas.)

    Examples
    --------
    >>> no_rows(pa.schema({"pos": pa.int64()})).num_rows
    0
    """
    return pa.Table.from_batches([], schema)


@dataclass
class Judged:
    """What came of one sample of a file.

    Attributes
    ----------
    total, mutations : int
        Variants read, and counted.
    removed : Counter
        How many each filter removed.
    low_snvs, low_deaminated : int
        Substitutions at a low fraction, and the C:G>T:A among them.
    rows : pyarrow.Table
        The variants that are kept, with their verdicts.
    """

    total: int = 0
    mutations: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    low_snvs: int = 0
    low_deaminated: int = 0
    rows: pa.Table = field(default_factory=lambda: no_rows(pa.schema(ROW_TYPES.items())))

    def add(self, other: Judged) -> None:
        """Take in what came of another part of the sample."""
        for name in ("total", "mutations", "low_snvs", "low_deaminated"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.removed = self.removed + other.removed
        self.rows = pa.concat_tables([self.rows, other.rows])

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it: the rows as Arrow's bytes in base 64."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.rows.schema) as writer:
            writer.write_table(self.rows)
        rows = base64.b64encode(sink.getvalue()).decode("ascii")
        return {**vars(self), "removed": dict(self.removed), "rows": rows}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Judged:
        """From what :meth:`plain` gave."""
        rows = pa.ipc.open_stream(base64.b64decode(plain["rows"])).read_all()
        return cls(**{**plain, "removed": Counter(plain["removed"]), "rows": rows})
