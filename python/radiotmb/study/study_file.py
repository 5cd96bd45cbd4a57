"""The study file: one YAML that names the tables, the presets, the phases and the seed.

The descriptions and examples below are what ``docs/study-file.md`` and ``radiotmb init`` show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_names, preset_path, read_yaml
from radiotmb.inputs.settings_errors import as_input_error
from radiotmb.study.model_settings import AddedValue, Model, Strict, refuse_repeats
from radiotmb.study.study_error import StudyError

__all__ = ["AddedValue", "External", "Model", "Phases", "Study", "read_study"]


class Phases(Strict):
    """The CT phases modelled for each lesion, and the two whose predictions judge discordance."""

    primary: list[str] | None = Field(
        default=None,
        description="Phases of the primary, as named in the images table; one model each; null: "
        "all that the table has. Phases joined by + (supine+prone) are one model with the features "
        "of each, of the patients who have all of them.",
        examples=[["portal"]],
    )
    metastasis: list[str] | None = Field(
        default=None,
        description="Phases of the metastasis; one model each; null: all that the table has.",
        examples=[["portal"]],
    )
    pair: tuple[str, str] | None = Field(
        default=None,
        description="The phase of the primary and that of the metastasis whose predictions are "
        "compared to judge discordance; left out: the only phase of each, if there is one; null: "
        "discordance is not judged from images.",
        examples=[["portal", "portal"]],
    )

    @field_validator("primary", "metastasis")
    @classmethod
    def _joined_phases_are_named(cls, phases: list[str] | None) -> list[str] | None:
        for phase in phases or ():
            parts = [part.strip() for part in phase.split("+")]
            if "" in parts or len(set(parts)) < len(parts):
                raise ValueError(f"'{phase}' must be a phase, or different phases joined by +")
        refuse_repeats(phases)
        return phases

    @model_validator(mode="after")
    def _pair_is_modelled(self) -> Phases:
        for lesion, phase in zip(("primary", "metastasis"), self.pair or (), strict=False):
            named = getattr(self, lesion)
            if named is not None and phase not in named:
                raise ValueError(
                    f"pair {list(self.pair or ())}: '{phase}' is no phase of {lesion} {named}"
                )
        return self


class External(Strict):
    """A second cohort, on which the models are validated."""

    name: str = Field(
        default="external cohort",
        description="What the report calls the second cohort.",
        examples=["another hospital"],
    )
    features: Path | None = Field(
        default=None,
        description="Its features table, as `radiotmb extract` writes it: patient_id, lesion, "
        "phase, preset and the features; with it every model is validated there.",
        examples=["external/features.csv"],
    )
    labels: Path | None = Field(
        default=None,
        description="Its burden table (patient_id, lesion, status), or patient_id and status where "
        "it has one lesion.",
        examples=["external/burden.csv"],
    )
    patients: Path | None = Field(
        default=None,
        description="Its patients table (patient_id, os_days, os_event), for survival by predicted "
        "status.",
        examples=["external/patients.csv"],
    )

    @model_validator(mode="after")
    def _features_go_with_labels(self) -> External:
        if (self.features is None) != (self.labels is None):
            raise ValueError("features and labels of the external cohort go together; give both")
        if self.patients is not None and self.features is None:
            raise ValueError("patients of the external cohort need its features and labels")
        return self


class Study(Strict):
    """A study file.

    Paths in it are relative to the file's own folder (:attr:`folder`).
    """

    name: str = Field(
        default="study",
        description="What the report calls the study.",
        examples=["liver metastases, one hospital"],
    )
    simulated: bool = Field(
        default=False,
        description="Whether the data are simulated; every output then says so.",
        examples=[False],
    )
    samples: Path = Field(
        description="Table of sequenced lesions: patient_id, lesion, variants.",
        examples=["samples.csv"],
    )
    images: Path | None = Field(
        default=None,
        description="Table of segmented scans: patient_id, lesion, phase, image, mask; without it "
        "nothing is modelled.",
        examples=["images.csv"],
    )
    patients: Path | None = Field(
        default=None,
        description="Table of patients: patient_id, os_days, os_event and clinical columns; "
        "without it there is no survival and no group table.",
        examples=["patients.csv"],
    )
    assay: str = Field(
        default="study",
        description="Which variants count and over how many bases: a preset's name or a YAML file.",
        examples=["study"],
    )
    germline: Path | None = Field(
        default=None,
        description="VCF or BED of common germline variants to remove; without it none is removed.",
        examples=["germline.vcf.gz"],
    )
    targets: Path | None = Field(
        default=None,
        description="BED of the sequenced regions.",
        examples=["panel.bed"],
    )
    extraction: str = Field(
        default="study",
        description="How features are extracted: a preset's name or a PyRadiomics parameter file.",
        examples=["study"],
    )
    pairs: list[tuple[str, str]] | None = Field(
        default=None,
        description="Pairs of lesions that are compared within each patient, each lesion by its "
        "name, role or site; null: every primary with every metastasis.",
        examples=[[["liver", "lung"]]],
    )
    survival_from: str | None = Field(
        default=None,
        description="What the days of survival are counted from, in words for the report.",
        examples=["surgery of the primary"],
    )
    phases: Phases = Field(default=Phases(), description="Which CT phases are modelled, by lesion.")
    model: Model = Field(default=Model(), description="Parameters of the nested cross-validation.")
    added_value: AddedValue = Field(
        default=AddedValue(),
        description="What the images add to clinical columns.",
    )
    external: External = Field(
        default=External(), description="A second cohort, on which the models are validated."
    )
    group_variables: Annotated[list[str] | None, AfterValidator(refuse_repeats)] = Field(
        default=None,
        description="Columns of the patients table to compare between groups; null: all of them "
        "but identifiers and survival.",
        examples=[["age", "sex", "stage"]],
    )
    engine: Literal["r", "python"] = Field(
        default="r",
        description="Which implementation models: R, or the parallel one in Python, which also "
        "runs without R.",
        examples=["r"],
    )
    published: bool = Field(
        default=True,
        description="Whether the published study's numbers stand beside these, and are checked.",
        examples=[False],
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(
        default=2022,
        description="Every random step is drawn from it: the same seed, the same tables. Folds are "
        "dealt in the order of the patients' identifiers: renamed patients are in other folds.",
        examples=[2022],
    )
    out: Path = Field(
        default=Path("results"), description="Folder of the results.", examples=["results"]
    )
    allow_outside: bool = Field(
        default=False,
        description="Whether tables may name files outside their own folder.",
        examples=[False],
    )
    safe_csv: bool = Field(
        default=False,
        description="Whether the CSV tables of the results are for spreadsheets: a cell that could "
        "run as a formula begins with an apostrophe.",
        examples=[False],
    )
    folder: Path = Field(default=Path("."), exclude=True)

    @model_validator(mode="after")
    def _r_leaves_centres_out(self) -> Study:
        asked = self.model.centre_parameters()
        if self.engine == "python" and asked:
            raise ValueError(f"model.{next(iter(asked))}: only engine: r does this")
        return self

    def resolve(self, path: Path) -> Path:
        """A path of the study file, from the study file's folder."""
        return path if path.is_absolute() else self.folder / path

    def assay_file(self) -> Path:
        """The YAML file of the assay preset."""
        return self._preset_file("assays", self.assay)

    def extraction_file(self) -> Path:
        """The YAML file of the extraction preset."""
        return self._preset_file("extraction", self.extraction)

    def _preset_file(self, kind: str, name: str) -> Path:
        known = name in preset_names(kind)
        return preset_path(
            kind, name if known or not Path(name).suffix else self.resolve(Path(name))
        )


def read_study(path: str | Path) -> Study:
    """Read and check a study file.

    Raises
    ------
    StudyError
        Naming every entry at fault, what was expected and the nearest entry that exists.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "study.yaml"
    >>> _ = file.write_text("samples: samples.csv")
    >>> read_study(file).seed
    2022
    """
    path = Path(path)
    try:
        return _read(path)
    except InputError as error:
        raise StudyError.of(error) from error


def _read(path: Path) -> Study:
    if not path.exists():
        raise InputError(
            "no such file",
            file=path,
            expected="a study file (YAML)",
            hint="radiotmb init FOLDER writes one to start from",
        )
    content = read_yaml(path)
    if "folder" in content:
        raise InputError(
            "'folder' is no entry of a study file",
            file=path,
            hint="Paths are relative to the study file's own folder",
        )
    try:
        return Study(**{**content, "folder": path.resolve().parent})
    except ValidationError as error:
        raise as_input_error(error, Study, path) from error
