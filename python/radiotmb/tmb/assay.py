"""The rules of an assay: which variants count, over how many bases, and where high begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_path, read_yaml
from radiotmb.runtime.files import fingerprint_data
from radiotmb.tmb.consequence import NONSYNONYMOUS, SPLICE, SYNONYMOUS

FilterName = Literal[
    "caller",
    "symbolic",
    "absent",
    "outside",
    "consequence",
    "depth",
    "fraction",
    "germline",
    "duplicate",
]
Fraction = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Denominator(_Strict):
    """What a count is divided by: a fixed size, the targets, or the bases that can be judged."""

    kind: Literal["fixed", "bed", "callable"] = "fixed"
    megabases: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _fixed_has_a_size(self) -> Denominator:
        if self.kind == "fixed" and self.megabases is None:
            raise ValueError("a fixed denominator needs megabases")
        return self


class Germline(_Strict):
    """How germline variants are told: by allele, by position, or by a population frequency.

    ``info_tag`` names an INFO tag, a field of the annotation (``CSQ/gnomADe_AF``) or a MAF
    column; variants at or above ``max_frequency`` there are germline.
    """

    match: Literal["allele", "position"] = "allele"
    info_tag: str | None = None
    max_frequency: Fraction = 0.01


class Line(_Strict):
    """A straight line laid over a burden (slope x burden + intercept), where ``apply`` is true."""

    apply: bool = False
    slope: Annotated[float, Field(gt=0)] = 1.0
    intercept: float = 0.0


class Deamination(_Strict):
    """Below which fraction a C:G>T:A change may be formalin damage, and the score that warns."""

    below_fraction: Fraction = 0.15
    limit: Annotated[float, Field(ge=0, le=100)] = 100.0


class Assay(_Strict):
    """An assay's rules; :func:`read_assay` reads them.

    ``filters`` is the chain in its order: a variant's verdict is the name of the first that
    removes it.
    """

    name: str
    description: str = ""
    source: str = ""
    filters: tuple[FilterName, ...] = (
        "caller",
        "symbolic",
        "absent",
        "outside",
        "consequence",
        "depth",
        "fraction",
        "germline",
        "duplicate",
    )
    pass_values: tuple[str, ...] = ("PASS", ".", "")
    min_depth: Annotated[float, Field(ge=0)] = 0
    min_fraction: Fraction = 0
    consequences: tuple[str, ...] = NONSYNONYMOUS
    splice: bool = False
    synonymous: bool = False
    denominator: Denominator
    cutoff: Annotated[float, Field(gt=0)] = 10.0
    conf_level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    germline: Germline = Germline()
    standardisation: Line = Line()
    calibration: Line = Line()
    deamination: Deamination = Deamination()

    @model_validator(mode="after")
    def _chain_is_a_chain(self) -> Assay:
        if len(set(self.filters)) != len(self.filters):
            raise ValueError("filters: a filter stands twice")
        known = {*NONSYNONYMOUS, *SPLICE, *SYNONYMOUS}
        strange = sorted(set(self.consequences) - known)
        if strange:
            raise ValueError(
                f"consequences: {', '.join(strange)} unknown; expected {', '.join(sorted(known))}"
            )
        return self

    @property
    def _lines(self) -> list[Line]:
        return [line for line in (self.standardisation, self.calibration) if line.apply]

    @property
    def counts_are_burdens(self) -> bool:
        """Whether a burden is the counted rate itself: no standardisation, no calibration."""
        return not self._lines

    @property
    def counted_cutoff(self) -> float:
        """The cutoff in counted mutations/Mb: ``cutoff`` back through calibration and standard."""
        cutoff = self.cutoff
        for line in reversed(self._lines):
            cutoff = max(0.0, (cutoff - line.intercept) / line.slope)
        return cutoff

    @property
    def wanted(self) -> frozenset[str]:
        """Sequence Ontology terms that count."""
        return frozenset(
            (
                *self.consequences,
                *(SPLICE if self.splice else ()),
                *(SYNONYMOUS if self.synonymous else ()),
            )
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the parameters (the name and the prose aside)."""
        return fingerprint_data(
            self.model_dump(mode="json", exclude={"name", "description", "source"})
        )

    def with_megabases(self, megabases: float) -> Assay:
        """The same assay over a fixed number of megabases.

        Examples
        --------
        >>> read_assay("study").with_megabases(0.645).denominator.megabases
        0.645
        """
        if not 0 < megabases < float("inf"):
            raise InputError(f"megabases is {megabases}", expected="a positive number")
        fixed = Denominator(kind="fixed", megabases=float(megabases))
        return self.model_copy(update={"denominator": fixed})


def read_assay(preset: str | Path) -> Assay:
    """Read an assay's rules.

    Parameters
    ----------
    preset : str or path
        ``study``, ``oncomine-3.0``, ``all-coding``, or a YAML file of one's own.

    Returns
    -------
    Assay

    Raises
    ------
    InputError
        Where there is no such preset, or an entry of it is not as it should be.

    Examples
    --------
    >>> read_assay("study").min_depth
    300.0
    """
    path = preset_path("assays", preset)
    try:
        return Assay(**{"name": path.stem, **read_yaml(path)})
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"{entry}: {first['msg'].removeprefix('Value error, ')}",
            file=path,
            hint="inst/extdata/assays/study.yaml shows the entries",
        ) from error
