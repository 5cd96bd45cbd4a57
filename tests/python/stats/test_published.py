"""The published numbers from Python, and the table of verdicts in the documentation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from radiotmb import stats

_TABLE = Path(__file__).parents[3] / "docs" / "audit.md"


def test_every_verdict_in_the_documentation_is_the_commands() -> None:
    if not _TABLE.exists():
        pytest.skip("docs/ is not part of an installed package")
    rows = [line.strip("| ").split(" | ") for line in _TABLE.read_text("utf-8").splitlines()]
    # claim, check, published, verdict, assumption, calculation by hand
    documented = {tuple(row[:5]): row[5] for row in rows if len(row) == 6}
    del documented[("claim", "check", "published", "verdict", "assuming, or possible with")]
    checks = stats.audit_published().checks
    checks = checks[checks["check"] != "none"]
    columns = ["claim", "check", "published", "verdict", "assumption"]
    assert set(documented) == set(checks[columns].itertuples(index=False, name=None))
    assert all(documented.values())


def test_the_published_claims_leave_one_cohort() -> None:
    found = stats.compatible_cohorts()
    assert found.complete
    assert len(found.cohorts) == 1
    assert len(found.conflicts) == 0
    enhanced = found.claims.set_index("id").loc["auc_metastasis_enhanced"]
    # 69 of the 85 pairs of 5 high and 17 low.
    assert (enhanced["possible"], round(enhanced["p_upper"], 4)) == ("5/17", 0.0193)


def test_claims_that_contradict_each_other_are_named() -> None:
    claims = pd.DataFrame(
        {
            "id": ["patients", "first", "both"],
            "value": ["20", "8", "9"],
            "kind": "count",
            "checks": ["counts('all')", "counts('a')", "counts('a & b')"],
        }
    )
    found = stats.compatible_cohorts(claims)
    assert found.claims["verdict"].tolist() == ["consistent", "inconsistent", "inconsistent"]


def test_an_auc_may_be_a_mean_of_several_areas() -> None:
    assert stats.auc_grid(0.701, n=22, positive=7).empty
    repeats = stats.auc_grid(0.701, n=22, positive=7, areas=5)
    # 368 of 5 x 105 pairs.
    assert repeats["auc"].round(6).tolist() == [round(368 / 525, 6)]
    assert stats.auc_grid(0.701, n=22, areas=5, over="folds").empty
    assert stats.auc_grid(0.812, n=22, areas=5, over="folds")["positive"].tolist() == [6, 16]
