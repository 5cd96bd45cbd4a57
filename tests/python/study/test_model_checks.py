"""What a check says of phases that no scan has, and of models of few patients."""

import pytest

from radiotmb.study.check import check_study


def said(check):
    return " | ".join(f"{note.level} {note}" for note in check.notes)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"phases": {"primary": ["portl"], "metastasis": ["portal"], "pair": None}},
         "error phases.primary: no scan of the primary has the phase 'portl'. "
         "Did you mean 'portal'? The images table has: portal"),
        ({"phases": {"pair": ["portl", "portal"]}},
         "error phases.pair: 'portl' is no phase of the primary. Did you mean 'portal'? "
         "Its phases are: portal"),
        ({"phases": None}, "info phases: are not named; all phases of the images table"),
    ],
)  # fmt: skip
def test_a_phase_that_fits_nothing_is_named(study, entries, expected):
    assert expected in said(check_study(study(entries)))


def test_phases_that_are_not_modelled_are_said(study):
    images = study.tables["images"].copy()
    images.loc[images.index % 4 == 0, "phase"] = "late"
    assert "the primary's late are in the images table" in said(check_study(study(images=images)))


def test_few_patients_of_a_model_are_said(study):
    images = study.tables["images"].head(6)
    text = said(check_study(study(images=images)))
    assert "primary portal: 3 patients have a sequenced lesion and a scan of this phase" in text


@pytest.mark.parametrize(
    ("outer", "expected"),
    [
        (30, "primary portal: not modelled: 12 patients have a sequenced lesion and a scan of this "
         "phase, fewer than the 30 outer folds. Every outer fold holds out a patient, and "
         "'model.outer' of the study file is 30: write 12 or fewer"),
        (8, "the rarer status at most 6 of them: at most 6 of the 8 outer folds are made"),
    ],
)  # fmt: skip
def test_more_outer_folds_than_patients_are_said(study, outer, expected):
    assert expected in said(check_study(study({"model.outer": outer})))
