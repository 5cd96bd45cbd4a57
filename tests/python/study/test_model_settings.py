"""Entries of a study file's models that go together, or do not."""

import pytest
from pydantic import ValidationError

from radiotmb.study.model_settings import Model


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"batch": "kernel"}, "batch is of ComBat"),
        ({"keep": ["age"]}, "keep is of ComBat"),
        ({"folds": "centre", "harmonise": "combat"}, "a centre that is left out"),
        ({"harmonise": "leaky"}, "none.*combat"),
        ({"keep": ["age", "age"], "harmonise": "combat"}, "more than once"),
    ],
)
def test_entries_that_do_not_go_together_are_refused(entries, message) -> None:
    with pytest.raises(ValidationError, match=message):
        Model(**entries)


def test_only_what_differs_from_one_centre_is_passed_on() -> None:
    assert Model().centre_parameters() == {}
    asked = Model(harmonise="combat", batch="kernel", keep=["age"])
    assert asked.centre_parameters() == {"harmonise": "combat", "batch": "kernel", "keep": ["age"]}
