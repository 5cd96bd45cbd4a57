"""The study file: one YAML that names the tables, the presets, the phases and the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_names, preset_path, read_yaml

Share = Annotated[float, Field(gt=0, lt=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phases(_Strict):
    """The CT phases modelled for each lesion, and the two whose predictions judge discordance."""

    primary: list[str] = ["supine", "prone"]
    metastasis: list[str] = ["plain", "enhanced"]
    pair: tuple[str, str] | None = ("prone", "enhanced")

    @model_validator(mode="after")
    def _pair_is_modelled(self) -> Phases:
        if self.pair and (self.pair[0] not in self.primary or self.pair[1] not in self.metastasis):
            raise ValueError(
                f"pair {list(self.pair)} must be one phase of primary {self.primary} and one of "
                f"metastasis {self.metastasis}"
            )
        return self


class Model(_Strict):
    """Parameters of the nested cross-validation, under the names of R's ``nested_cv()``."""

    outer: Annotated[int, Field(ge=2)] = 5
    inner: Annotated[int, Field(ge=2)] = 5
    repeats: Annotated[int, Field(ge=1)] = 5
    correlation: Share = 0.9
    alpha: Share = 0.05
    trees: Annotated[int, Field(ge=1)] = 500
    rfe: Literal["caret", "direct"] = "direct"
    permutations: Annotated[int, Field(ge=0)] = 0
    permutation_trees: Annotated[int, Field(ge=1)] = 100


class Study(_Strict):
    """A study file.

    Paths in it are relative to the file's own folder (:attr:`folder`).
    """

    name: str = "study"
    simulated: bool = False
    samples: Path
    images: Path | None = None
    patients: Path | None = None
    assay: str = "study"
    germline: Path | None = None
    targets: Path | None = None
    extraction: str = "study"
    phases: Phases = Phases()
    model: Model = Model()
    group_variables: list[str] | None = None
    engine: Literal["r", "python"] = "r"
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 2022
    out: Path = Path("results")
    allow_outside: bool = False
    folder: Path = Field(default=Path("."), exclude=True)

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
    InputError
        Naming the entry at fault.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "study.yaml"
    >>> _ = file.write_text("samples: samples.csv")
    >>> read_study(file).seed
    2022
    """
    path = Path(path)
    content = read_yaml(path)
    try:
        return Study(**{**content, "folder": path.resolve().parent})
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"{entry}: {first['msg'].removeprefix('Value error, ')}",
            file=path,
            hint="The entries are listed in the documentation of the study file",
        ) from error
