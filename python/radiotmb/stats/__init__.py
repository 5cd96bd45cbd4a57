"""The statistics: R's functions under the same names, pandas in and out.

Results are dataclasses with the field names of the R objects (:mod:`radiotmb.stats.results`); R's
errors are :class:`radiotmb.errors.StatisticsError` and R's warnings
:class:`radiotmb.errors.RadiotmbWarning`, both with R's own message. The modelling chain also has
``engine="python"``, an independent implementation that needs no R.
"""

from radiotmb.runtime.to_json import records, to_json
from radiotmb.stats.burden import (
    disagreement_probability,
    tmb_interval,
    tmb_probability,
    tmb_status,
)
from radiotmb.stats.evaluation import (
    calibration_curve,
    calibration_measures,
    decision_curve,
    judge_discordance,
    roc_youden,
    selection_stability,
)
from radiotmb.stats.model import (
    combine_nulls,
    drop_correlated,
    max_of,
    nested_cv,
    permutation_null,
    rfe_forest,
    screen_wilcoxon,
)
from radiotmb.stats.pairs import (
    chance_discordance,
    compare_lesions,
    compare_variants,
    discordance_groups,
    rank_genes,
)
from radiotmb.stats.plan import (
    auc_p_value,
    evidence_published,
    hanley_mcneil,
    plan_study,
)
from radiotmb.stats.published import (
    auc_grid,
    audit_published,
    compare_published,
    confusion_candidates,
    grim_test,
    median_test,
    published_results,
    recompute_p_values,
)
from radiotmb.stats.seeds import derive_seed
from radiotmb.stats.survival import compare_groups, compare_survival
from radiotmb.stats.text import as_text

__all__ = [
    "as_text",
    "auc_grid",
    "auc_p_value",
    "audit_published",
    "calibration_curve",
    "calibration_measures",
    "chance_discordance",
    "combine_nulls",
    "compare_groups",
    "compare_lesions",
    "compare_published",
    "compare_survival",
    "compare_variants",
    "confusion_candidates",
    "decision_curve",
    "derive_seed",
    "disagreement_probability",
    "discordance_groups",
    "drop_correlated",
    "evidence_published",
    "grim_test",
    "hanley_mcneil",
    "judge_discordance",
    "max_of",
    "median_test",
    "nested_cv",
    "permutation_null",
    "plan_study",
    "published_results",
    "rank_genes",
    "recompute_p_values",
    "records",
    "rfe_forest",
    "roc_youden",
    "screen_wilcoxon",
    "selection_stability",
    "tmb_interval",
    "tmb_probability",
    "tmb_status",
    "to_json",
]
