"""Which phases a study models where its file does not say, and what is said of it."""

import pandas as pd
import pytest

from radiotmb.runtime.notes import collect_notes
from radiotmb.study.phases import with_phases
from radiotmb.study.study_file import Phases, Study


def images(primary, metastasis):
    rows = [("primary", phase) for phase in primary]
    rows += [("metastasis", phase) for phase in metastasis]
    return pd.DataFrame(rows, columns=["lesion", "phase"]).assign(patient_id="A")


def resolved(phases, table):
    with collect_notes(printing=False) as notes:
        found = with_phases(Study(samples="s.csv", phases=phases), table).phases
    return found, " | ".join(map(str, notes))


@pytest.mark.parametrize(
    ("primary", "metastasis", "pair"),
    [
        (["portal"], ["portal"], ("portal", "portal")),
        (["supine", "prone"], ["portal"], None),
        (["portal"], [], None),
    ],
)
def test_phases_that_are_not_named_are_those_of_the_images_table(primary, metastasis, pair):
    found, notes = resolved(Phases(), images(primary, metastasis))
    assert (found.primary, found.metastasis, found.pair) == (primary, metastasis, pair)
    assert "all phases of the images table are modelled" in notes
    for phase in [*primary, *metastasis]:
        assert phase in notes


def test_several_phases_without_a_pair_say_how_to_name_one():
    found, notes = resolved(Phases(), images(["supine", "prone"], ["portal"]))
    assert found.pair is None
    assert "discordance is not judged from images" in notes
    assert "pair: [supine, portal]" in notes


def test_what_is_named_stays_and_leaves_no_note():
    given = Phases(primary=["late"], metastasis=[], pair=None)
    found, notes = resolved(given, images(["late", "portal"], ["portal"]))
    assert (found.primary, found.metastasis, found.pair) == (["late"], [], None)
    assert notes == ""


def test_a_pair_that_is_declined_stays_declined():
    found, _ = resolved(Phases(pair=None), images(["portal"], ["portal"]))
    assert found.pair is None


def test_without_images_there_are_no_phases_and_nothing_to_say():
    found, notes = resolved(Phases(), None)
    assert (found.primary, found.metastasis, found.pair, notes) == ([], [], None, "")
