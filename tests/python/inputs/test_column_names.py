"""Which spellings are one column."""

import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import match_columns, nearest


@pytest.mark.parametrize("name", ["OS_DAYS", "os days", "Os-Days", " os.days ", "OS__days"])
def test_case_blanks_dots_and_dashes_do_not_make_another_column(name):
    assert match_columns([name], ["os_days", "os_event"]) == {name: "os_days"}


def test_the_schemas_own_spelling_comes_first():
    assert match_columns(["OS_days", "os_days"], ["os_days"]) == {}


def test_the_same_name_given_again_is_refused():
    with pytest.raises(InputError, match="^1 column name is there more than once: 'a'"):
        match_columns(["a", "a"], ["b"])
    with pytest.raises(InputError, match="2 column names are there more than once: 'a', 'cc"):
        match_columns(["a", "a", "c" * 300, "c" * 300], ["b"])
    with pytest.raises(InputError) as error:
        match_columns(["c" * 300, "c" * 300], ["b"])
    assert f"'{'c' * 37}...'" in str(error.value)


def test_what_is_not_alike_has_no_nearest():
    assert nearest("overall survival", ["os_days"]) is None
    assert nearest("patientid", ["patient_id"]) == "patient_id"
