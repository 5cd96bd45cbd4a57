"""How a result shows itself in a notebook."""

import re

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.stats import chain_results, results

pytestmark = pytest.mark.r


def words(html: str) -> str:
    return re.sub("<[^>]+>", " ", html)


def test_a_curve_shows_its_area_with_the_interval():
    truth = ["low", "low", "high", "low", "high", "high"]
    found = stats.roc_youden(truth, [0.1, 0.3, 0.4, 0.5, 0.7, 0.9], engine="python")
    shown = words(found._repr_html_())
    lower, upper = found.auc_lower, found.auc_upper
    assert f"AUC: 0.889 (95% interval {lower:.3g} to {upper:.3g})" in shown
    assert "Patients: 6" in shown
    assert "sensitivity" in shown


def test_what_cannot_be_estimated_is_said_so():
    found = stats.roc_youden(["low", "high"], [0.1, 0.9], engine="python")
    assert "AUC: 1 (interval not estimable)" in words(found._repr_html_())


def test_flags_and_names_from_files_are_escaped():
    group = ["<script>alert(1)</script>"] * 3 + ["b"] * 3
    patients = pd.DataFrame({"patient_id": range(6), "os_days": [300, 420, 510, 800, 900, 1000],
                             "os_event": [1, 1, 1, 0, 1, 0], "group": group})  # fmt: skip
    html = stats.compare_survival(patients, "group", engine="python")._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_pairs_show_discordance_tests_and_flags(burden):
    found = stats.compare_lesions(burden)
    shown = words(found._repr_html_())
    assert "Primary against metastasis" in shown
    assert "McNemar" in shown
    for flag in found.flags:
        assert flag.split("<")[0] in shown.replace("&#x27;", "'").replace("&quot;", '"')


def test_every_result_shows_itself_with_the_fields_that_it_has():
    """No heading without words, no number or table whose field is absent."""
    import dataclasses
    import operator

    for kind in (vars(results) | vars(chain_results)).values():
        if not (isinstance(kind, type) and issubclass(kind, results.Result)):
            continue
        if kind is results.Result:
            continue
        fields = {field.name for field in dataclasses.fields(kind)}
        assert kind.html_heading
        assert set(kind.html_tables) <= fields
        for _, *named in kind.html_numbers:
            assert {name.split(".")[0] for name in named} <= fields
            assert all(callable(operator.attrgetter(name)) for name in named)


def test_a_cross_validation_shows_itself_and_its_figures():
    rng = np.random.default_rng(1)
    features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    labels = features[["patient_id"]].assign(status=np.where(features["a"] > 0, "high", "low"))
    found = stats.nested_cv(features, labels, trees=10, outer=2, inner=2, bootstrap=20)
    shown = words(found._repr_html_())
    assert "Patients: 20" in shown
    assert "auc_averaged" in shown
    for kind in ("roc", "features", "predictions", "decision", "calibration"):
        assert len(found.plot(kind=kind).axes) == 1
    model = stats.fit_model(
        features, labels, trees=10, outer=2, inner=2, bootstrap=20, performance=found
    )
    shown = words(model._repr_html_())
    assert "Model of high against low" in shown
    assert "Held-out AUC of the chain" in shown
    assert "not for: " in shown
    assert len(model.plot().axes) == 1
