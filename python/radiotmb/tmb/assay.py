"""The rules of an assay: which variants count, over how many bases, and where high begins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_path, read_yaml
from radiotmb.inputs.settings_errors import as_input_error
from radiotmb.runtime.files import fingerprint_data
from radiotmb.tmb.consequence import NONSYNONYMOUS, SPLICE, SYNONYMOUS, Transcripts

FilterName = Literal[
    "status",
    "caller",
    "symbolic",
    "absent",
    "outside",
    "exclude",
    "consequence",
    "depth",
    "alt_depth",
    "fraction",
    "max_fraction",
    "bias",
    "normal",
    "germline",
    "duplicate",
    "phased",
]
Fraction = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Denominator(_Strict):
    """What a count is divided by: a fixed size, the targets, or the bases that can be judged.

    ``assumed`` marks a fixed size that is no property of the assay: targets go before it, and its
    use is named in a note.
    """

    kind: Literal["fixed", "bed", "callable"] = "fixed"
    megabases: Annotated[float, Field(gt=0)] | None = None
    assumed: bool = False

    @model_validator(mode="after")
    def _fixed_has_a_size(self) -> Denominator:
        if self.kind == "fixed" and self.megabases is None:
            raise ValueError("a fixed denominator needs megabases")
        return self


class Germline(_Strict):
    """How germline variants are told: by allele, by position, or by a population frequency.

    ``info_tag`` names an INFO tag, a field of the annotation (``CSQ/gnomADe_AF``) or a MAF
    column; variants at or above ``max_frequency`` there are germline. In a population file with
    allele frequencies (INFO AF) those at or above ``population_frequency`` are germline, in one
    without all that are listed.
    """

    match: Literal["allele", "position"] = "allele"
    info_tag: str | None = None
    max_frequency: Fraction = 0.01
    population_frequency: Fraction = 0.001


class Line(_Strict):
    """A straight line laid over a burden (slope x burden + intercept), where ``apply`` is true.

    Standard errors of both widen the interval, and blur the status, of the burden it gives.
    """

    apply: bool = False
    slope: Annotated[float, Field(gt=0)] = 1.0
    intercept: float = 0.0
    slope_se: Annotated[float, Field(ge=0)] = 0.0
    intercept_se: Annotated[float, Field(ge=0)] = 0.0


class Deamination(_Strict):
    """Below which fraction a C:G>T:A change may be formalin damage, and the score that warns."""

    below_fraction: Fraction = 0.15
    limit: Annotated[float, Field(ge=0, le=100)] = 100.0


class Assay(_Strict):
    """An assay's rules; :func:`read_assay` reads them.

    ``filters`` is the chain in its order: a variant's verdict is the name of the first that
    removes it. Filters of options (``min_alt_depth``, ``max_fraction``, ``max_strand_bias`` of FS,
    ``max_position_bias`` of RPBZ) join it where the option is set.

    Attributes
    ----------
    transcripts : {"picked", "any", "mane", "canonical"}
        Whose consequence counts: the picked, MANE or canonical transcript, in this order where the
        file marks them, otherwise any protein-coding one; any at all; MANE's or the canonical only.
    phased_neighbours : {"join", "separate"}
        Whether neighbouring substitutions on one haplotype are one mutation, as one record of both
        is.
    contigs : {"primary", "all"}
        Whether, without targets, the mitochondrion and unplaced contigs are left out.
    max_normal_fraction : float
        Largest share of the normal's reads, where a normal was named.

    Examples
    --------
    >>> assay = Assay(name="ours", min_depth=100, denominator={"megabases": 1.5})
    >>> assay.cutoff, assay.filters[0]
    (10.0, 'caller')
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
    min_alt_depth: Annotated[float, Field(ge=0)] = 0
    max_fraction: Fraction = 1
    max_strand_bias: Annotated[float, Field(ge=0)] | None = None
    max_position_bias: Annotated[float, Field(ge=0)] | None = None
    max_normal_fraction: Fraction = 0.05
    transcripts: Transcripts = "picked"
    phased_neighbours: Literal["join", "separate"] = "join"
    contigs: Literal["primary", "all"] = "primary"
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
            raise ValueError("filters: a filter is listed twice")
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
    def needs_reads(self) -> bool:
        """Whether any filter asks for depth or fraction."""
        return (
            (self.min_depth > 0 and "depth" in self.filters)
            or (self.min_fraction > 0 and "fraction" in self.filters)
            or self.min_alt_depth > 0
            or self.max_fraction < 1
        )  # fmt: skip

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

    def changed(self, changes: Mapping[str, object]) -> Assay:
        """The same assay with some entries changed.

        Parameters
        ----------
        changes : mapping
            Entries by name; ``megabases`` is a fixed size, ``denominator`` may be ``bed`` or
            ``callable``.

        Raises
        ------
        InputError
            Where an entry is not as it should be.

        Examples
        --------
        >>> read_assay("study").changed({"min_alt_depth": 5, "denominator": "bed"}).min_alt_depth
        5.0
        """
        own = dict(changes)
        kind, size = own.pop("denominator", None), own.pop("megabases", None)
        if kind is not None and size is not None:
            raise InputError("a denominator and megabases are given", expected="one of the two")
        entries = {**self.model_dump(mode="json"), **own}
        if kind is not None:
            if kind not in ("bed", "callable"):
                raise InputError(f"the denominator is '{kind}'", expected="bed or callable")
            entries["denominator"] = {"kind": kind}
        try:
            assay = Assay(**entries)
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        return assay if size is None else assay.with_megabases(float(size))  # type: ignore[arg-type]


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
        raise as_input_error(error, Assay, path) from error
