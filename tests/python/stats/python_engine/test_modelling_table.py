"""Which rows and columns of a features table are modelled: the same in both engines."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv
from radiotmb.stats.python_engine.modelling_table import TableSettings, modelling_table

SMALL = {"outer": 2, "inner": 2, "trees": 10, "bootstrap": 20}
ENGINES = [pytest.param("r", marks=pytest.mark.r), "python"]


@pytest.fixture
def written() -> pd.DataFrame:
    """Two phases of twelve patients as radiotmb extract writes them; one lacks the prone scan."""
    rng = np.random.default_rng(5)
    patients = [f"P{i:02d}" for i in range(12)]
    phases = []
    for phase in ("supine", "prone"):
        rows = pd.DataFrame(rng.normal(size=(12, 4)).round(4), columns=list("abcd"))
        keys = {"patient_id": patients, "lesion": "primary", "phase": phase}
        phases.append(rows.assign(preset="600b6c807e3a", **keys))
    table = pd.concat(phases, ignore_index=True)
    table = table[["patient_id", "lesion", "phase", "preset", *"abcd"]]
    return table[(table["patient_id"] != "P03") | (table["phase"] != "prone")]


@pytest.fixture
def statuses() -> pd.DataFrame:
    patients = [f"P{i:02d}" for i in range(12)]
    return pd.DataFrame({"patient_id": patients, "status": ["high", "low", "low"] * 4})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_as_extract_writes_it_is_modelled(written, statuses, engine):
    supine = written[written["phase"] == "supine"]
    fit = nested_cv(supine, statuses, engine=engine, **SMALL)
    bare = supine.drop(columns=["lesion", "phase", "preset"])
    same = nested_cv(bare, statuses, engine=engine, **SMALL)
    pd.testing.assert_frame_equal(fit.predictions, same.predictions)
    assert fit.flags == same.flags
    assert set(fit.dropped["feature"]) <= set("abcd")


@pytest.mark.parametrize("engine", ENGINES)
def test_phases_side_by_side_name_whom_a_phase_lacks(written, statuses, engine):
    fit = nested_cv(written, statuses, phase=["supine", "prone"], engine=engine, **SMALL)
    assert len(fit.averaged) == 11
    assert "left out, without phase prone: P03" in fit.flags
    assert not any("labelled patients without features" in flag for flag in fit.flags)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rows", "phase", "message"),
    [
        ([0, 13], ["supine", "prone"], "no patient with all of the phases: supine 1, prone 1"),
        (None, ["prone", "prone"], "`phase` must be phases that differ"),
        (None, ["prone", "late"], "`phase` must be one of .*supine.*prone"),
        (None, None, "holds 2 phases"),
    ],
)
def test_phases_that_cannot_be_one_model_are_refused(
    written, statuses, engine, rows, phase, message
):
    table = written if rows is None else written.iloc[rows]
    with pytest.raises(StatisticsError, match=message):
        nested_cv(table, statuses, phase=phase, engine=engine, **SMALL)


@pytest.mark.parametrize("engine", ENGINES)
def test_two_presets_in_one_model_are_flagged(written, statuses, engine):
    supine = written[written["phase"] == "supine"]
    mixed = supine.assign(preset=["one"] * 6 + ["other"] * 6)
    fit = nested_cv(mixed, statuses, engine=engine, **SMALL)
    assert "features of 2 extraction presets in one model: one, other" in fit.flags


def test_a_label_column_is_no_feature_and_several_labels_are_refused(written, statuses):
    supine = written[written["phase"] == "supine"]
    found = modelling_table(supine.assign(label=2), statuses, "high")
    assert found.names == list("abcd")
    twice = pd.concat([supine.assign(label=1), supine.assign(label=2)])
    with pytest.raises(StatisticsError, match="'P00' twice: keep the rows of one label"):
        modelling_table(twice, statuses, "high", TableSettings())


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_of_labels_that_nothing_reads_are_named(written, statuses, engine):
    def flags(labels):
        fit = nested_cv(written, labels, phase="supine", engine=engine, **SMALL)
        return [flag for flag in fit.flags if "of `labels`" in flag]

    assert flags(statuses.assign(age=61.0)) == ["1 column of `labels` is not used: age"]
    assert flags(statuses.assign(age=61.0, sex="f")) == [
        "2 columns of `labels` are not used: age, sex"
    ]
    burden = statuses.assign(lesion="primary", mutations=3, megabases=1.2, tmb=2.5, borderline=True)
    assert flags(burden) == []
    assert flags(burden.assign(age=61.0)) == ["1 column of `labels` is not used: age"]
    assert flags(statuses.assign(tmb=2.5)) == ["1 column of `labels` is not used: tmb"]
    strange = flags(statuses.assign(**{"n" * 300: 1, "red\x1b[31m\nline\t": 1}))
    assert strange == [f"2 columns of `labels` are not used: {'n' * 37}..., red?[31m line "]
    with pytest.raises(StatisticsError, match="`labels` has two columns named 'age'"):
        flags(
            pd.concat(
                [statuses.assign(age=61.0), pd.Series(7.0, statuses.index, name="age")], axis=1
            )
        )
    all_columns = burden.assign(
        denominator="bed", p_high=0.1, deamination=2.0, low_snvs=4, site="liver"
    )
    assert flags(all_columns) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_the_column_centre_is_named_where_the_engine_does_not_read_it(written, statuses, engine):
    centre = ["here", "there"] * (len(statuses) // 2) + ["here"] * (len(statuses) % 2)
    of_patient = dict(zip(statuses["patient_id"], centre, strict=True))
    for features, labels in [
        (written, statuses.assign(centre=centre)),
        (written.assign(centre=written["patient_id"].map(of_patient)), statuses),
    ]:
        fit = nested_cv(features, labels, phase="supine", engine=engine, **SMALL)
        assert not [flag for flag in fit.flags if "of `labels`" in flag]
        named = [flag for flag in fit.flags if "column centre is not used" in flag]
        if engine == "python":
            assert named == [
                'the column centre is not used: only R gives the AUC of each centre (engine = "r")'
            ]
        else:
            assert named == []
            assert set(fit.centres["centre"]) == {"here", "there"}
