"""The parallel engine: what ``engine="python"`` calls, in place of R.

A second implementation over numpy, scipy, scikit-learn, xgboost and lifelines: the modelling chain
with its permutation null, and what a study needs on a machine without R (groups by discordance,
judged discordance, survival). The tests compare each engine with the other. Names, arguments,
messages, flags and result types are those of the R functions, and the folds, permuted labels and
bootstrap samples of a seed are R's own, because it reproduces R's random number generator
(:mod:`.stream`). The forests differ, and survival has no permutation test.
"""

from radiotmb.stats.python_engine.correlation import drop_correlated
from radiotmb.stats.python_engine.discordance import discordance_groups, judge_discordance
from radiotmb.stats.python_engine.nested_cv import nested_cv
from radiotmb.stats.python_engine.permutation import combine_nulls, max_of, permutation_null
from radiotmb.stats.python_engine.predicted_status import predicted_status
from radiotmb.stats.python_engine.rfe import rfe_forest
from radiotmb.stats.python_engine.roc import roc_youden
from radiotmb.stats.python_engine.screen import screen_wilcoxon
from radiotmb.stats.python_engine.survival import compare_survival

__all__ = [
    "combine_nulls",
    "compare_survival",
    "discordance_groups",
    "drop_correlated",
    "judge_discordance",
    "max_of",
    "nested_cv",
    "permutation_null",
    "predicted_status",
    "rfe_forest",
    "roc_youden",
    "screen_wilcoxon",
]
