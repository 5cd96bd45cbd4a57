"""Every function gives, through the bridge, what a plain R session gives on the same files.

One Rscript reads the tables from CSV, calls each function and writes every number of its answer
with 17 digits; the same tables go through the bridge. A number must be the same double.
"""

import dataclasses
import json
import math
import subprocess

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.stats import chain_results, results
from radiotmb.stats.library import r_environment

pytestmark = pytest.mark.r


def alternating(table):
    return [("a", "b")[row % 2] for row in range(len(table))]


CASES = {
    "tmb_interval": (lambda d: stats.tmb_interval(d["burden"]["mutations"], 1.2),
                     "tmb_interval(burden$mutations, 1.2)"),
    "tmb_probability": (lambda d: stats.tmb_probability(d["burden"]["mutations"], 1.2, cutoff=8),
                        "tmb_probability(burden$mutations, 1.2, cutoff = 8)"),
    "tmb_status": (lambda d: stats.tmb_status(d["burden"]["mutations"], d["burden"]["megabases"]),
                   "tmb_status(burden$mutations, burden$megabases)"),
    "disagreement_probability": (lambda d: stats.disagreement_probability([7, 10.5]),
                                 "disagreement_probability(c(7, 10.5))"),
    "lesion_pairs": (lambda d: stats.compare_lesions(d["burden"]), "compare_lesions(burden)"),
    "clustered_pairs": (lambda d: stats.compare_lesion_pairs(d["burden"]),
                        "compare_lesion_pairs(burden)"),
    "lesion_heterogeneity": (lambda d: stats.lesion_heterogeneity(d["burden"], d["variants"]),
                             "lesion_heterogeneity(burden, variants)"),
    "tabulate_presence": (lambda d: stats.tabulate_presence(d["variants"]),
                          "tabulate_presence(variants)"),
    "gene_ranking": (lambda d: stats.rank_genes(d["variants"], top=3, samples=d["burden"]),
                     "rank_genes(variants, top = 3, samples = burden)"),
    "variant_sharing": (lambda d: stats.compare_variants(d["variants"]),
                        "compare_variants(variants)"),
    "chance_discordance": (lambda d: stats.chance_discordance([7, 4, 12], [8, 3, 10], 1.2),
                           "chance_discordance(c(7, 4, 12), c(8, 3, 10), 1.2)"),
    "discordance_groups": (lambda d: stats.discordance_groups(d["truth"]),
                           "discordance_groups(truth)"),
    "compare_directions": (
        lambda d: stats.compare_directions(stats.compare_lesions(d["burden"])),
        "compare_directions(compare_lesions(burden))",
    ),
    "tabulate_directions": (
        lambda d: stats.tabulate_directions(stats.compare_lesions(d["burden"]), d["patients"],
                                            "stage"),
        "tabulate_directions(compare_lesions(burden), patients, 'stage')",
    ),
    "tabulate_genes": (lambda d: stats.tabulate_genes(d["variants"]), "tabulate_genes(variants)"),
    "tabulate_mutations": (lambda d: stats.tabulate_mutations(d["variants"]),
                           "tabulate_mutations(variants)"),
    "tmb_probability_in_cohort": (
        lambda d: stats.tmb_probability_in_cohort(d["burden"]["mutations"], 1.2),
        "tmb_probability_in_cohort(burden$mutations, 1.2)",
    ),
    "correlation_filter": (lambda d: stats.drop_correlated(d["x"]), "drop_correlated(x)"),
    "screen_wilcoxon": (lambda d: stats.screen_wilcoxon(d["x"], d["y"]), "screen_wilcoxon(x, y)"),
    "rfe_forest": (lambda d: stats.rfe_forest(d["x"].iloc[:, :8], d["y"], trees=30, rfe="direct"),
                   "rfe_forest(x[1:8], y, trees = 30, engine = 'direct')"),
    "nested_cv": (
        lambda d: stats.nested_cv(d["features"], d["labels"], outer=3, inner=3, repeats=2,
                                  trees=20, bootstrap=100, xgboost={"nrounds": 20}),
        "nested_cv(features, labels, outer = 3, inner = 3, repeats = 2, trees = 20,"
        " bootstrap = 100, xgboost = list(nrounds = 20))",
    ),
    "centre_validation": (
        lambda d: stats.validate_centres(
            d["features"], d["labels"].assign(centre=alternating(d["labels"])), inner=3, trees=20,
            bootstrap=20),
        "validate_centres(features, transform(labels, centre = rep(c('a', 'b'), length.out ="
        " nrow(labels))), inner = 3, trees = 20, bootstrap = 20)",
    ),
    "combat": (lambda d: stats.fit_combat(d["x"], alternating(d["x"])),
               "fit_combat(x, rep(c('a', 'b'), length.out = nrow(x)))"),
    "added_value": (
        lambda d: stats.added_value(
            d["features"], d["labels"],
            d["labels"][["patient_id"]].assign(age=range(1, len(d["labels"]) + 1)),
            resamples=2, outer=3, inner=3, trees=10, repeats=1),
        "added_value(features, labels, data.frame(patient_id = labels$patient_id, age ="
        " seq_len(nrow(labels))), resamples = 2, outer = 3, inner = 3, trees = 10, repeats = 1)",
    ),
    "model_comparison": (
        lambda d: stats.compare_models(
            *(stats.nested_cv(d["features"], d["labels"], outer=3, inner=3, trees=10, bootstrap=2,
                              alpha=alpha) for alpha in (0.05, 0.2)),
            permutations=19, names=["strict", "loose"]),
        "(function(...) compare_models(..., permutations = 19, names = c('strict', 'loose')))("
        "nested_cv(features, labels, outer = 3, inner = 3, trees = 10, bootstrap = 2),"
        " nested_cv(features, labels, outer = 3, inner = 3, trees = 10, bootstrap = 2,"
        " alpha = 0.2))",
    ),
    "predicted_status": (
        lambda d: stats.predicted_status(
            stats.nested_cv(d["features"], d["labels"], outer=3, inner=3, trees=20,
                            bootstrap=20).predictions),
        "predicted_status(nested_cv(features, labels, outer = 3, inner = 3, trees = 20,"
        " bootstrap = 20)$predictions)",
    ),
    "chain_bootstrap": (
        lambda d: stats.combine_bootstraps([
            stats.chain_bootstrap(d["features"], d["labels"], resamples=2, first=first, trees=10,
                                  outer=2, inner=2, repeats=1)
            for first in (1, 3)
        ]),
        "combine_bootstraps(lapply(c(1, 3), function(first) chain_bootstrap(features, labels,"
        " resamples = 2, first = first, trees = 10, outer = 2, inner = 2, repeats = 1)))",
    ),
    "permutation_null": (
        lambda d: stats.combine_nulls([
            stats.permutation_null(d["features"], d["labels"], permutations=2, first=first,
                                   trees=10, outer=2, inner=2, observed=0.7)
            for first in (1, 3)
        ]),
        "permutation_null(features, labels, permutations = 4, trees = 10, outer = 2, inner = 2,"
        " observed = 0.7)",
    ),
    "roc_youden": (lambda d: stats.roc_youden(d["scores"]["truth"], d["scores"]["probability"]),
                   "roc_youden(scores$truth, scores$probability)"),
    "calibration": (
        lambda d: stats.calibration_measures(d["scores"]["truth"], d["scores"]["probability"],
                                             bootstrap=50),
        "calibration_measures(scores$truth, scores$probability, bootstrap = 50)",
    ),
    "calibration_curve": (
        lambda d: stats.calibration_curve(d["scores"]["truth"], d["scores"]["probability"]),
        "calibration_curve(scores$truth, scores$probability)",
    ),
    "decision_curve": (
        lambda d: stats.decision_curve(d["scores"]["truth"], d["scores"]["probability"],
                                       bootstrap=50),
        "decision_curve(scores$truth, scores$probability, bootstrap = 50)",
    ),
    "selection_stability": (
        lambda d: stats.selection_stability([["a", "b"], ["a", "c"]], ["a", "b", "c", "d"]),
        "selection_stability(list(c('a', 'b'), c('a', 'c')), c('a', 'b', 'c', 'd'))",
    ),
    "discordance": (
        lambda d: stats.judge_discordance(d["scores"], d["scores"], d["truth"], 0.5, 0.4,
                                          "prone", "enhanced"),
        "judge_discordance(scores, scores, truth, 0.5, 0.4, 'prone', 'enhanced')",
    ),
    "survival_comparison": (
        lambda d: stats.compare_survival(d["patients"], "concordance"),
        "compare_survival(patients, 'concordance')",
    ),
    "group_comparison": (lambda d: stats.compare_groups(d["patients"], "concordance"),
                         "compare_groups(patients, 'concordance')"),
    "table_one": (lambda d: stats.table_one(d["patients"], "concordance"),
                  "table_one(patients, 'concordance')"),
    "published_results": (lambda d: stats.published_results(), "published_results()"),
    "published_audit": (lambda d: stats.audit_published(), "audit_published()"),
    "compatible_cohorts": (lambda d: stats.compatible_cohorts(), "compatible_cohorts()"),
    "compare_published": (
        lambda d: stats.compare_published({"burden": {"primary": {"n": 30, "high": 9}}}),
        "compare_published(list(burden = list(primary = list(n = 30, high = 9))))",
    ),
    "published_evidence": (lambda d: stats.evidence_published(), "evidence_published()"),
    "study_plan": (lambda d: stats.plan_study(max_patients=400), "plan_study(max_patients = 400)"),
    "plan_power": (lambda d: stats.plan_power(0.75, [24, 60], inflation=1.2),
                   "plan_power(0.75, c(24, 60), inflation = 1.2)"),
    "plan_development": (lambda d: stats.plan_development(5, margin=0.1),
                         "plan_development(5, margin = 0.1)"),
    "grim_test": (lambda d: stats.grim_test(["5.19", "5.20"], 28),
                  "grim_test(c('5.19', '5.20'), 28)"),
    "median_test": (lambda d: stats.median_test([64.5, 64.8], 24),
                    "median_test(c(64.5, 64.8), 24)"),
    "auc_grid": (lambda d: stats.auc_grid(0.732, 22), "auc_grid(0.732, 22)"),
    "auc_p_value": (lambda d: stats.auc_p_value([0.701, 0.732], 8, 14),
                    "auc_p_value(c(0.701, 0.732), 8, 14)"),
    "hanley_mcneil": (lambda d: stats.hanley_mcneil(0.8, 8, 14), "hanley_mcneil(0.8, 8, 14)"),
    "confusion_candidates": (
        lambda d: stats.confusion_candidates(0.857, 0.6, 0.682, range(1, 25)),
        "confusion_candidates(0.857, 0.6, 0.682, 1:24)",
    ),
    "recompute_p_values": (lambda d: stats.recompute_p_values([[3, 5], [2, 14]], paired=True),
                           "recompute_p_values(matrix(c(3, 2, 5, 14), 2), paired = TRUE)"),
}  # fmt: skip

# Of models as files (tests of fitted models) and of several lesions (test_several_lesions.py).
COMPARED_ELSEWHERE = (chain_results.ModelValidation, results.PredictedPairs)

_R_SIDE = r"""
suppressPackageStartupMessages(library(radiotmb))
text <- c(chrom = "character", alt = "character")
read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), check.names = FALSE,
                                colClasses = if (name == "variants") text else NA)
burden <- read("burden"); variants <- read("variants"); truth <- read("truth")
features <- read("features"); labels <- read("labels"); scores <- read("scores")
patients <- read("patients"); x <- features[-1]; y <- labels$status
exact <- function(x) {
  if (is.null(x)) return(NULL)
  # The call names R's own arguments and functions: it is R's alone.
  if (is.list(x)) return(lapply(Filter(Negate(is.call), unclass(x)), exact))
  if (is.factor(x)) x <- as.character(x)
  values <- if (is.double(x)) ifelse(is.na(x), NA, sprintf("%.17g", x)) else as.character(x)
  if (is.null(names(x))) I(values) else as.list(stats::setNames(values, names(x)))
}
answer <- suppressWarnings(lapply(calls, function(code) exact(eval(parse(text = code)))))
cat(jsonlite::toJSON(answer, auto_unbox = FALSE, na = "null", null = "null"))
"""


@pytest.fixture(scope="module")
def data(burden, variants, pair_truth, features, labels, scores, patients):
    return {
        "burden": burden, "variants": variants, "truth": pair_truth, "features": features,
        "labels": labels, "scores": scores, "patients": patients,
        "x": features.drop(columns="patient_id"), "y": labels["status"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def rscript(data, tmp_path_factory):
    """Every case's answer from one R session that never met Python."""
    folder = tmp_path_factory.mktemp("rscript")
    for name, table in data.items():
        if name not in ("x", "y"):
            table.to_csv(folder / f"{name}.csv", index=False)
    calls = json.dumps({name: code for name, (_, code) in CASES.items()})
    (folder / "calls.json").write_text(calls)
    script = folder / "calls.R"
    script.write_text(
        f"folder <- '{folder}'\n"
        "calls <- jsonlite::fromJSON(file.path(folder, 'calls.json'), simplifyVector = FALSE)\n"
        + _R_SIDE
    )
    answer = subprocess.run(
        ["Rscript", "--vanilla", str(script)],
        capture_output=True, text=True, env=r_environment(), check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def _same_leaf(ours, theirs):
    if theirs is None or theirs == "NA":
        return ours is None or ours is pd.NA or ours != ours
    if isinstance(ours, (bool, np.bool_)):
        return str(bool(ours)).upper() == theirs
    if isinstance(ours, (int, float, np.number)):
        return float(ours) == float(theirs) or (math.isnan(ours) and theirs == "NaN")
    return str(ours) == theirs


def _differences(ours, theirs, place=""):
    """Where two answers differ, as readable lines."""
    if dataclasses.is_dataclass(ours):
        ours = {f.name: getattr(ours, f.name) for f in dataclasses.fields(ours)}
    if isinstance(ours, pd.DataFrame):
        ours = {str(name): ours[name].tolist() for name in ours.columns}
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if list(ours) != list(theirs):
            yield f"{place}: {list(ours)} against {list(theirs)}"
            return
        for name, value in ours.items():
            yield from _differences(value, theirs[name], f"{place}/{name}")
        return
    theirs = [] if theirs is None or theirs == {} else theirs
    if isinstance(theirs, dict):
        yield f"{place}: {ours!r} against {theirs!r}"
        return
    theirs = theirs if isinstance(theirs, list) else [theirs]
    if theirs and isinstance(theirs[0], list):
        # A matrix comes row by row.
        theirs = [value for row in theirs for value in row]
    if ours is None and len(theirs) != 1:
        ours = []
    listed = isinstance(ours, (list, tuple, np.ndarray))
    ours = list(np.asarray(ours, dtype=object).ravel()) if listed else [ours]
    if len(ours) != len(theirs):
        yield f"{place}: {len(ours)} against {len(theirs)} values"
        return
    for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if not _same_leaf(mine, other):
            yield f"{place}[{index}]: {mine!r} against {other!r}"


@pytest.mark.parametrize("name", CASES)
def test_same_as_rscript(name, data, rscript):
    ours = CASES[name][0](data)
    assert list(_differences(ours, rscript[name])) == []


@pytest.mark.parametrize(
    "kind",
    [k for k in (vars(results) | vars(chain_results)).values()
     if isinstance(k, type) and issubclass(k, results.Result)
     and k is not results.Result and k not in COMPARED_ELSEWHERE],
    ids=lambda kind: kind.__name__,
)  # fmt: skip
def test_fields_of_results_are_those_of_the_r_objects(kind, rscript):
    assert [f.name for f in dataclasses.fields(kind)] == list(rscript[kind.r_class])


def test_every_statistical_function_is_compared():
    compared = " ".join(code for _, code in CASES.values()) + " combine_nulls("
    models = {
        "FittedModel", "fit_model", "predict", "read_model", "recalibrate_model", "validate_model",
        "write_model",
    }  # fmt: skip
    plain = models | {"judge_pairs", "as_text", "to_json", "records", "derive_seed", "max_of"}
    assert [n for n in stats.__all__ if n not in plain and f"{n}(" not in compared] == []
