"""Which chain ran under permuted labels: the model's, or a smaller one with its own AUC."""

from __future__ import annotations

from dataclasses import dataclass

from radiotmb.report.study_output import StudyOutput


@dataclass(frozen=True)
class PermutedChain:
    """``is_models``: whether its AUC is that of the model."""

    trees: int | None
    repeats: int
    is_models: bool

    def words(self) -> str:
        """Its size, to tell it from the model."""
        trees = f"{self.trees} trees and " if self.trees else ""
        return f"{trees}{self.repeats} repeat{'' if self.repeats == 1 else 's'}"


def permuted_chain(output: StudyOutput) -> PermutedChain:
    """The chain of the null, from the parameters that the study ran with."""
    model = output.result("model", default={})
    own = (model.get("trees"), model.get("repeats", 1))
    trees = model.get("permutation_trees") or own[0]
    # Results without this entry are of studies whose null had no repeats.
    repeats = model.get("permutation_repeats", 1) or own[1]
    return PermutedChain(trees, repeats, (trees, repeats) == own)
