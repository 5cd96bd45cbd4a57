import pickle

import pytest

from radiotmb.errors import InputError, MissingSoftwareError, StatisticsError, TaskError
from radiotmb.runtime.notes import Note


@pytest.mark.parametrize(
    ("error", "status"),
    [(InputError, 2), (StatisticsError, 2), (MissingSoftwareError, 3), (TaskError, 1)],
)
def test_an_error_crosses_processes_whole(error, status):
    first = error("no tag DP", file="a.vcf", where="line 7", expected="DP", hint="Try --preset x")
    again = pickle.loads(pickle.dumps(first))
    assert type(again) is error
    assert again.as_dict() == first.as_dict()
    assert again.exit_status == status
    assert str(again) == "a.vcf, line 7: no tag DP; expected DP. Try --preset x"


def test_a_message_is_one_line_whatever_a_file_calls_its_columns():
    error = InputError("no column 'mask' among id\nphase\r\nimage", file="a\nb.csv")
    assert str(error) == "a b.csv: no column 'mask' among id phase image"
    assert Note("info", "images", "a\u2028b", "two\nlines").message == "two lines"
