"""The modelling chain once more, without R: ``engine="python"``.

Written independently over numpy, scipy, scikit-learn, xgboost and lifelines, so that a machine
without R still gets an answer and each engine checks the other. Same names, arguments, flags and
result types as the R functions; the folds, permuted labels and bootstrap samples of a seed are the
same as R's, because R's random stream is followed (:mod:`.stream`). Only the forests differ.
"""

from radiotmb.stats.native.correlation import drop_correlated
from radiotmb.stats.native.discordance import judge_discordance
from radiotmb.stats.native.nested_cv import nested_cv
from radiotmb.stats.native.permutation import combine_nulls, permutation_null
from radiotmb.stats.native.rfe import rfe_forest
from radiotmb.stats.native.roc import roc_youden
from radiotmb.stats.native.screen import screen_wilcoxon
from radiotmb.stats.native.survival import compare_survival

__all__ = [
    "combine_nulls",
    "compare_survival",
    "drop_correlated",
    "judge_discordance",
    "nested_cv",
    "permutation_null",
    "rfe_forest",
    "roc_youden",
    "screen_wilcoxon",
]
