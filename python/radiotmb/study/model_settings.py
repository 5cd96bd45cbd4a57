"""The entries of a study file that are the parameters of its models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]


class Strict(BaseModel):
    """Settings that take no other entries and do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refuse_repeats(names: list[str] | None) -> list[str] | None:
    """A name that is there twice is a slip: nothing is computed twice."""
    for name in names or ():
        if (names or []).count(name) > 1:
            raise ValueError(f"'{name}' is there more than once; name each once")
    return names


def _several_or_none(resamples: int) -> int:
    """One resample has no variance to take an interval from."""
    if resamples == 1:
        raise ValueError("1 resample gives no interval; give at least 2, or 0 for none")
    return resamples


class Model(Strict):
    """Parameters of the nested cross-validation, under the names of R's ``nested_cv()``."""

    outer: Annotated[int, Field(ge=2)] = Field(
        default=5, description="Folds that judge the model.", examples=[5]
    )
    inner: Annotated[int, Field(ge=2)] = Field(
        default=5, description="Folds inside them that choose the features.", examples=[5]
    )
    repeats: Annotated[int, Field(ge=1)] = Field(
        default=5, description="How often the outer folds are drawn anew.", examples=[20]
    )
    correlation: Share = Field(
        default=0.9,
        description="Of two features with a larger absolute Pearson correlation, one is dropped.",
        examples=[0.9],
    )
    alpha: Share = Field(
        default=0.05,
        description="Features with a smaller Mann-Whitney p-value are kept.",
        examples=[0.05],
    )
    trees: Annotated[int, Field(ge=1)] = Field(
        default=500, description="Trees of a random forest of the elimination.", examples=[500]
    )
    learner: Literal["xgboost", "glmnet"] = Field(
        default="xgboost",
        description="What predicts: XGBoost after elimination, as published, or a ridge regression "
        "(glmnet) on all features that pass the screen.",
        examples=["xgboost"],
    )
    comparator: Literal["xgboost", "glmnet"] | None = Field(
        default=None,
        description="The other learner, run beside it on the same folds and compared; null: none.",
        examples=[None, "glmnet"],
    )
    rfe: Literal["caret", "direct"] = Field(
        default="direct",
        description="Recursive feature elimination by caret, or the same without caret's overhead.",
        examples=["direct"],
    )
    folds: Literal["patients", "centre"] = Field(
        default="patients",
        description="What an outer fold holds out: patients, or one centre in turn (the column "
        "`centre` of the patients or images table).",
        examples=["centre"],
    )
    harmonise: Literal["none", "combat"] = Field(
        default="none",
        description="Whether ComBat takes out batch effects, learned in each fold from its "
        "training patients; what it would have claimed outside the folds stands beside.",
        examples=["combat"],
    )
    batch: str | None = Field(
        default=None,
        description="What ComBat corrects for: a column of the patients or images table, or a "
        "scanner column of the quality table (manufacturer, scanner_model, kernel ...); null: the "
        "centre.",
        examples=[None, "kernel"],
    )
    keep: Annotated[list[str] | None, AfterValidator(refuse_repeats)] = Field(
        default=None,
        description="Columns of the patients table whose effect ComBat keeps; null: none.",
        examples=[None, ["age", "sex"]],
    )
    unseen: Literal["refuse", "unchanged"] = Field(
        default="refuse",
        description="Held-out patients of a batch without training patients: refused, or taken as "
        "they are.",
        examples=["unchanged"],
    )
    bootstrap_chain: Annotated[int, Field(ge=0), AfterValidator(_several_or_none)] = Field(
        default=200,
        description="Resamples of the patients for the interval of each phase's AUC, the whole "
        "chain on each; 0: no interval.",
        examples=[200],
    )
    permutations: Annotated[int, Field(ge=0)] = Field(
        default=0,
        description="Permutations of the labels for each phase's null; 0: no null, and no p-value.",
        examples=[1000],
    )
    permutation_trees: int | None = Field(
        default=None,
        ge=1,
        description="Trees of a forest under permuted labels; null: those of the model. Fewer make "
        "another, quicker chain, whose own AUC then stands beside the p-value.",
        examples=[None, 100],
    )
    permutation_repeats: int | None = Field(
        default=None,
        ge=1,
        description="Repeats under permuted labels; null: those of the model. Fewer make another, "
        "quicker chain, as above.",
        examples=[None, 1],
    )

    @model_validator(mode="after")
    def _batch_is_used(self) -> Model:
        given = [name for name in ("batch", "keep") if getattr(self, name) is not None]
        if given and self.harmonise == "none":
            raise ValueError(f"{given[0]} is of ComBat; give harmonise: combat, or leave it out")
        of_centres = self.batch in (None, "centre")
        left_out = self.harmonise == "combat" and self.folds == "centre" and of_centres
        if left_out and self.unseen == "refuse":
            raise ValueError(
                "a centre that is left out is a batch without training patients; give unseen: "
                "unchanged, or another batch"
            )
        return self

    def centre_parameters(self) -> dict[str, Any]:
        """What is asked for of several centres, under the names of R's ``nested_cv()``."""
        default = Model.model_fields
        names = ("folds", "harmonise", "batch", "keep", "unseen")
        return {
            name: getattr(self, name)
            for name in names
            if getattr(self, name) != default[name].default
        }

    @model_validator(mode="after")
    def _comparator_is_another(self) -> Model:
        if self.comparator == self.learner:
            raise ValueError(
                f"comparator '{self.comparator}' is the learner itself; name the other"
            )
        return self

    def permuted_chain(self) -> dict[str, int]:
        """Trees and repeats of the chain that runs under permuted labels."""
        return {
            "trees": self.permutation_trees or self.trees,
            "repeats": self.permutation_repeats or self.repeats,
        }

    def permutes_the_model(self) -> bool:
        """Whether that chain is the model's own, so that its AUC is the one that is tested."""
        return self.permuted_chain() == {"trees": self.trees, "repeats": self.repeats}


class AddedValue(Strict):
    """Clinical columns beside the images: is the image worth it?"""

    columns: Annotated[list[str] | None, AfterValidator(refuse_repeats)] = Field(
        default=None,
        description="Columns of the patients table, chosen beforehand, for a clinical model that "
        "each image model is set beside, alone and with both; null: none.",
        examples=[["age", "stage"]],
    )
    resamples: Annotated[int, Field(ge=0), AfterValidator(_several_or_none)] = Field(
        default=50,
        description="Resamples of the patients for the intervals of the AUCs' differences, all "
        "three models on each; 0: no interval.",
        examples=[50],
    )
    permutations: Annotated[int, Field(ge=0)] = Field(
        default=0,
        description="Times that the images are dealt to other patients, for the p-value of what "
        "they add; 0: an approximate p-value alone.",
        examples=[1000],
    )
