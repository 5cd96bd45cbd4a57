"""The methods say what the parameters say."""

from __future__ import annotations

import json

from radiotmb.report.methods_text import methods_text
from radiotmb.report.study_output import read_output


def text_of(folder) -> str:
    return "\n".join(methods_text(read_output(folder)))


def test_the_study_s_parameters_are_in_the_text(output):
    text = text_of(output)
    for phrase in (
        "allele fraction of at least 10% and a coverage of at least 300",
        "a fixed 1.2 Mb",
        "TMB of at least 10 mutations/Mb was called high",
        "1037 features were extracted",
        "Intensities were limited to [−150, 500] HU; values outside were set to the limit.",
        "5 outer and 5 inner folds, repeated 5 times",
        "dealt in the order of the patients' identifiers",
        "Pearson correlation above 0.9",
        "(prone phase) and the metastasis (enhanced phase)",
        "A smaller chain (100 trees and 1 repeat) was run under 60 permutations",
        "Calibration was described by intercept and slope",
        "cutoff that the patients of the other folds give",
        "Fisher's exact test where an expected count was under 5",
        "exact McNemar test and the Benjamini-Hochberg",
        "with PyRadiomics 3.1.4 (distribution pyradiomics-bhklab)",
        "seed 2022",
    ):
        assert phrase in text


def test_changed_parameters_change_the_text(tmp_path, simulated):
    tables = simulated.simulate_tables()
    content = simulated.simulate_results(tables)
    content["model"] |= {"outer": 3, "repeats": 1, "permutations": 0}
    content["assay"] |= {"denominator": {"kind": "callable"}, "cutoff": 12.5}
    content["extraction"]["settings"] = {"binCount": 64, "resampledPixelSpacing": [1, 1, 1]}
    text = text_of(simulated.write_output(tmp_path, **json.loads(json.dumps(content, default=str))))
    assert "3 outer and 5 inner folds; outer folds" in text
    assert "permutations" not in text
    assert "each sample's bases with sufficient coverage" in text
    assert "12.5 mutations/Mb" in text
    assert "64 bins" in text
    assert "Resampled to 1.00 x 1.00 x 1.00 mm" in text


def test_what_was_not_removed_is_not_said_to_be(tmp_path, simulated):
    removed = text_of(simulated.write_output(tmp_path / "with"))
    assert "number of nonsynonymous single-nucleotide variants" in removed
    assert "after removal of germline variants (those in germline.vcf.gz)" in removed
    without = text_of(simulated.write_output(tmp_path / "without", germline=None))
    assert "after removal" not in without
    assert "germline variants included (no file" in without


def test_synonymous_variants_that_count_are_not_called_nonsynonymous(tmp_path, simulated):
    assay = simulated.simulate_results(simulated.simulate_tables())["assay"]
    text = text_of(simulated.write_output(tmp_path, assay={**assay, "synonymous": True}))
    assert "number of coding single-nucleotide variants" in text
    assert "nonsynonymous" not in text


def test_a_stage_that_did_not_run_is_not_described(tmp_path, simulated):
    folder = simulated.write_output(
        tmp_path, drop=("survival",), extraction=None, models=[], discordance={"skipped": "no"}
    )
    text = text_of(folder)
    assert "Tumor mutational burden" in text
    for word in ("PyRadiomics fe", "cross-validation", "Kaplan-Meier", "ROC curve"):
        assert word not in text


def test_the_null_is_of_the_model_s_chain_or_named_as_a_smaller_one(tmp_path, simulated):
    content = simulated.simulate_results(simulated.simulate_tables())
    content["model"] |= {"permutation_trees": None, "permutation_repeats": None}
    own = text_of(simulated.write_output(tmp_path / "own", **_plain(content)))
    assert "The whole chain was run under 60 permutations of the labels; p is the share" in own
    assert "A smaller chain" not in own
    content["model"] |= {"permutation_trees": 50, "permutation_repeats": 2}
    smaller = text_of(simulated.write_output(tmp_path / "smaller", **_plain(content)))
    assert "A smaller chain (50 trees and 2 repeats) was run under 60 permutations" in smaller


def test_few_patients_have_the_coverage_beside_the_interval(tmp_path, simulated):
    tables = simulated.simulate_tables()
    content = simulated.simulate_results(tables)
    tables["chain_bootstrap"] = tables["measures"].head(4)
    content["model"] |= {"bootstrap_chain": 200}
    flag = "with fewer than 40 patients the interval holds in so many of 100 cohorts"
    for name, flags in (("without", []), ("with", [flag])):
        content["models"][0]["flags"] = flags
        folder = simulated.write_output(tmp_path / name, tables=tables, **_plain(content))
        text = text_of(folder)
        assert "200 bootstrap resamples of the patients" in text
        assert (f"(Cai et al., arXiv:2307.00260); {flag};" in text) == bool(flags)


def _plain(content: dict) -> dict:
    return json.loads(json.dumps(content, default=str))


def test_models_are_in_the_methods_only_where_one_was_made(tmp_path, simulated):
    content = simulated.simulate_results(simulated.simulate_tables())
    first, *others = content["models"]
    skipped = [
        {"lesion": model["lesion"], "phase": model["phase"], "skipped": "too few patients"}
        for model in content["models"]
    ]
    none = text_of(simulated.write_output(tmp_path / "none", models=skipped))
    for claim in ("cross-validation", "XGBoost was fitted", "Discrimination", "modelling chain"):
        assert claim not in none
    one = text_of(simulated.write_output(tmp_path / "one", models=[first, *skipped[1:]]))
    name = f"{first['lesion']} {first['phase']}"
    assert f"For each CT phase that was modelled ({name}), TMB status was predicted" in one
    assert "the modelling chain ran in" in one
    every = text_of(simulated.write_output(tmp_path / "every", models=[first, *others]))
    assert "For each CT phase, TMB status was predicted" in every


def test_centres_and_combat_are_in_the_text(tmp_path, simulated):
    tables = simulated.simulate_tables()
    content = simulated.simulate_results(tables)
    content["model"] |= {"folds": "centre", "harmonise": "combat", "batch": None, "keep": ["age"]}
    content["models"][0]["centres"] = {"skipped": None, "auc": 0.7, "leaky_auc": 0.9}
    text = text_of(simulated.write_output(tmp_path, **json.loads(json.dumps(content, default=str))))
    for phrase in (
        "one centre held out in turn, 5 inner folds",
        "batch effects of the centre were estimated by ComBat (parametric empirical Bayes, keeping "
        "the effect of age)",
        "Each centre was predicted by a model of the others",
        "which leaks and estimates nothing",
        "Labels moved within centres",
    ):
        assert phrase in text
    assert "outer folds stratified" not in text


def test_joined_phases_and_fewer_inner_folds_are_in_the_text(tmp_path, simulated):
    few = "4 inner folds instead of 5 (25 of 25 folds)"
    models = [
        {"lesion": "primary", "phase": "supine+prone", "auc": 0.7, "flags": []},
        {"lesion": "metastasis", "phase": "plain", "auc": 0.6, "flags": [few]},
        {"lesion": "metastasis", "phase": "enhanced", "auc": 0.6, "flags": [few]},
    ]
    text = " ".join(
        methods_text(read_output(simulated.write_output(tmp_path / "r", models=models)))
    )
    assert "Of these, primary supine+prone took the features of its phases together." in text
    assert f"; {few} in metastasis plain and metastasis enhanced. Of these" in text
