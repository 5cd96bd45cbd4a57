"""A file in which a filter found nothing to go by is refused; what was dropped is said."""

from collections import Counter
from pathlib import Path

import pytest

from radiotmb.errors import InputError
from radiotmb.runtime.notes import collect_notes
from radiotmb.tmb import read_assay
from radiotmb.tmb.refusals import conclude

FILE = Path("s.vcf")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"asked for reads": 3, "without reads": 3}, "no variant has a value in the tags"),
        ({"asked for a consequence": 3}, "no variant carries the annotation"),
        ({"asked for targets": 3}, "no variant lies in the targets"),
        ({"asked for germline": 3}, "no variant lies on a chromosome of the germline"),
    ],
)
def test_a_filter_that_found_nothing_to_go_by_stops_the_file(counts, said):
    with pytest.raises(InputError, match=said) as raised:
        conclude(FILE, Counter(counts), read_assay("study"))
    assert raised.value.file == str(FILE)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"asked for reads": 3, "without reads": 2}, "2 variants without a value"),
        ({"absent with reads": 4}, "4 variants with reads were left out"),
        ({"not primary": 5}, "5 variants of the mitochondrion"),
        ({"asked for depth": 40, "too shallow": 39}, "39 of 40 variants have a depth below 300"),
    ],
)
def test_what_was_dropped_is_noted(counts, said):
    with collect_notes() as notes:
        conclude(FILE, Counter(counts), read_assay("study"))
    assert [said in str(note) for note in notes] == [True]


def test_of_a_file_that_was_read_as_it_stands_nothing_is_said():
    asked = {"asked for reads": 30, "asked for depth": 30, "too shallow": 5}
    asked |= {"asked for a consequence": 40, "with a consequence": 40}
    with collect_notes() as notes:
        conclude(FILE, Counter(asked), read_assay("study"))
    assert not list(notes)
