"""Messages of the statistics name the file and the option that an argument was read from."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.named_files import named_files
from radiotmb.errors import InputError, StatisticsError


def raised(error, **files):
    with pytest.raises(type(error)) as caught, named_files(**files):
        raise error
    return str(caught.value)


def test_an_argument_is_its_file_and_its_option():
    files = {"features": Path("f.csv"), "labels": Path("l.csv"), "positive": Path("l.csv")}
    assert raised(InputError("`features` has no rows"), **files) == (
        "f.csv, --features: the table has no rows"
    )
    assert raised(StatisticsError('`positive` must be one of "a", "b", not "c".'), **files) == (
        'l.csv, --positive: must be one of "a", "b", not "c"'
    )
    assert raised(StatisticsError("`quality` has no rows."), **files) == "`quality` has no rows"
    said = raised(InputError("no value", file="x.csv", hint="missing = 'median' takes it"), **files)
    assert said == "x.csv: no value. --missing median takes it"


def test_what_has_no_option_has_its_file():
    error = StatisticsError("`patients` has no column 'a'.")
    assert raised(error, arguments={"patients": Path("p.csv")}) == (
        "p.csv: the table has no column 'a'"
    )


@pytest.fixture
def tables(tmp_path):
    rng = np.random.default_rng(1)
    features = pd.DataFrame(rng.normal(size=(20, 2)), columns=["f0", "f1"])
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    labels = features[["patient_id"]].assign(status=np.where(features["f1"] > 0, "High", "Low"))
    features.to_csv(tmp_path / "features.csv", index=False)
    labels.to_csv(tmp_path / "labels.csv", index=False)
    burden = pd.concat([labels.assign(lesion=one) for one in ("primary", "metastasis")])
    burden = burden.assign(status=burden["status"].str.lower(), mutations=5, megabases=1.2)
    burden.to_csv(tmp_path / "burden.csv", index=False)
    features.astype({"f1": object}).replace({"f1": {features["f1"][3]: "n/a"}}).to_csv(
        tmp_path / "holes.csv", index=False
    )
    features.assign(tmb=1.5).to_csv(tmp_path / "tmb.csv", index=False)
    features.rename(columns={"patient_id": "patient_id"}).assign(g="a").to_csv(
        tmp_path / "no_survival.csv", index=False
    )
    return tmp_path


@pytest.mark.r
@pytest.mark.parametrize(
    ("features", "labels", "message"),
    [
        ("features.csv", "labels.csv", 'labels.csv, --positive: must be one of "High", "Low"'),
        ("features.csv", "burden.csv", "Name it with --lesion: metastasis, primary"),
        (
            "holes.csv",
            "labels.csv",
            "holes.csv, --features: the table has a column that is not num",
        ),
        ("tmb.csv", "labels.csv", "tmb.csv, --features: the table has the column 'tmb', which tel"),
    ],
)
def test_fit_names_file_option_and_column(radiotmb, tables, features, labels, message):
    done = radiotmb("fit", "--features", features, "--labels", labels, "--out", "model.json")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tables / "model.json").exists()


def test_survival_names_the_columns_that_it_needs(radiotmb, tables):
    done = radiotmb("survival", "no_survival.csv", "--group", "g")
    assert done.returncode == 2
    assert "no_survival.csv: no column 'os_days', 'os_event'" in done.stderr
    assert "os_event (1: died, 0: alive)" in done.stderr
