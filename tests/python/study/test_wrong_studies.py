"""Kinds of wrong study: each is refused or noted with file, place, what was expected and a remedy.

A study here is wrong in one thing. Nothing may be silent, and nothing may be a traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from radiotmb.study import StudyError, check_study, run_study

sys.path.insert(0, str(Path(__file__).parent))
import wrong_entries
import wrong_patients
import wrong_samples
import wrong_scans

PARTS = [one.WRONG for one in (wrong_entries, wrong_samples, wrong_scans, wrong_patients)]
WRONG = {kind: found for part in PARTS for kind, found in part.items()}


def said_of(file: Path) -> tuple[str, int]:
    """All that a check says, and its status."""
    try:
        check = check_study(file)
    except StudyError as error:
        return str(error), error.exit_status
    for note in check.notes:
        assert note.subject
        assert note.remedy or note.level == "info", note
    return " | ".join(map(str, check.notes)), check.status


def test_the_sound_study_has_nothing_to_be_said_of(sound_folder):
    assert said_of(sound_folder / "study.yaml") == ("", 0)


def test_there_are_more_than_sixty_kinds():
    assert sum(map(len, PARTS)) == len(WRONG) >= 60


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_study_is_told_by_name(kind, portal_study):
    harm, pieces = WRONG[kind]
    harm(portal_study)
    said, status = said_of(portal_study.file)
    assert [piece for piece in pieces if piece not in said] == [], said
    assert status in (1, 2)
    assert "Traceback" not in said
    assert "Error:" not in said


@pytest.mark.parametrize(
    "kind", ["a slip in an entry", "no germline file", "a header alone", "image and mask exchanged"]
)
def test_a_run_refuses_what_the_check_calls_an_error(kind, portal_study):
    harm, pieces = WRONG[kind]
    harm(portal_study)
    results = portal_study.folder / "results"
    (results / ".finished").mkdir(parents=True)
    (results / "report.html").write_text("the earlier report")
    with pytest.raises(StudyError) as refused:
        run_study(portal_study.file)
    said = str(refused.value)
    assert [piece for piece in pieces if piece not in said] == [], said
    assert refused.value.as_dict()["class"] == "StudyError"
    assert (results / "report.html").read_text() == "the earlier report"
