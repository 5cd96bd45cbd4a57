"""Columns that tell the outcome, and columns that are no radiomics features, in both engines."""

import numpy as np
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv

SMALL = {"outer": 2, "inner": 2, "trees": 5, "bootstrap": 20}
ENGINES = ["python", pytest.param("r", marks=pytest.mark.r)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["tmb", "OS_days", "metastasis_status", "truth", "log10_tmb"])
def test_a_column_that_tells_the_outcome_is_refused(features, labels, engine, name):
    with pytest.raises(StatisticsError, match=f"the column '{name}', which tells the outcome"):
        nested_cv(features.assign(**{name: 1.0}), labels, engine=engine, **SMALL)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_status_in_numbers_is_refused(features, labels, engine):
    copied = features.assign(code=(labels["status"] == "low") * 3.0)
    with pytest.raises(StatisticsError, match="'code', which is the status itself"):
        nested_cv(copied, labels, engine=engine, **SMALL)


@pytest.mark.r
def test_other_columns_are_named_alike(features, labels):
    renamed = features.rename(columns={"f00": "original_glcm_Idm", "f01": "wavelet-LLL_glcm_Idm"})
    both = [
        nested_cv(renamed.assign(age=np.arange(24.0)), labels, engine=engine, **SMALL).flags
        for engine in ("r", "python")
    ]
    assert both[0] == both[1]
    assert both[0][0].startswith("59 columns without the name of a radiomics feature")


@pytest.mark.r
@pytest.mark.parametrize(
    ("name", "shown"), [("n" * 300, f"{'n' * 37}..."), ("red\x1b[31m\a\tx\ny", "red?[31m? x y")]
)
def test_names_in_flags_are_short_and_printable_alike(features, labels, name, shown):
    renamed = features.rename(columns={f"f{i:02d}": f"original_glcm_{i}" for i in range(1, 60)})
    renamed = renamed.rename(columns={"f00": name})
    for engine in ("r", "python"):
        flags = nested_cv(renamed, labels.assign(**{name: 1}), engine=engine, **SMALL).flags
        assert f"1 column of `labels` is not used: {shown}" in flags
        assert any(f" taken as features: {shown} (give" in flag for flag in flags)
