"""ICC between two readers' tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.radiomics import icc_2_1, reader_agreement
from radiotmb.runtime.notes import collect_notes


@pytest.fixture
def readers():
    rng = np.random.default_rng(4)
    keys = pd.DataFrame({"patient_id": [f"P{i}" for i in range(12)], "lesion": "metastasis"})
    keys["phase"] = ["plain", "enhanced"] * 6
    true = rng.normal(0, 1, (12, 2))
    tables = [
        keys.assign(preset="abc", steady=true[:, 0] + rng.normal(0, 0.05, 12),
                    noisy=true[:, 1] + rng.normal(0, 2, 12))
        for _ in range(2)
    ]  # fmt: skip
    return tables


def test_icc_of_each_feature_and_phase(readers):
    one, two = readers
    found = reader_agreement(one, two[::-1])
    assert list(found.columns) == [
        "lesion", "phase", "feature", "icc", "lower", "upper", "scans", "measurements", "flag",
    ]  # fmt: skip
    assert len(found) == 4
    plain = [table[table.phase == "plain"]["steady"].to_numpy() for table in (one, two)]
    expected = icc_2_1(np.column_stack(plain))
    row = found[(found.phase == "plain") & (found.feature == "steady")].iloc[0]
    assert row["icc"] == pytest.approx(float(expected.icc), rel=1e-12)
    assert row["icc"] > 0.95 > found[found.feature == "noisy"]["icc"].max()


def test_scans_of_one_reader_are_named_and_other_presets_refused(readers):
    one, two = readers
    with collect_notes(printing=False) as notes:
        found = reader_agreement(one, two[2:])
    assert set(found.scans) == {5}
    assert "2 scans of the first reader only, left out" in notes[0].message
    with pytest.raises(InputError, match="different presets"):
        reader_agreement(one, two.assign(preset="xyz"))
    with pytest.raises(InputError, match="a scan stands twice"):
        reader_agreement(one, pd.concat([two, two[:1]]))


@pytest.mark.parametrize(
    ("files", "more", "said"),
    [
        (("a.csv", "b.csv"), ["--label", "1"], "options of masks, and two tables"),
        (("a.csv", "b.csv"), ["--align-mask"], "options of masks, and two tables"),
        (("a.nrrd", "b.nrrd"), ["--conf-level", "0.9"], "--conf-level of two masks"),
        (("a.nrrd", "b.csv"), [], "a mask and a table"),
    ],
)
def test_options_that_do_not_fit_what_is_compared_are_refused(files, more, said, capsys):
    assert exit_status(["agreement", *files, *more]) == 2
    assert said in capsys.readouterr().err


def test_the_command_line_compares_two_tables(readers, tmp_path):
    for name, table in zip("ab", readers, strict=True):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    out = tmp_path / "icc.csv"
    asked = ["agreement", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--out", str(out)]
    assert exit_status(asked) == 0
    assert len(pd.read_csv(out)) == 4
