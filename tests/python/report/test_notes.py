"""What several models have in common is one row of the notes, with all of them named."""

from radiotmb.report.sections.notes import notes
from radiotmb.report.study_output import StudyOutput


def note(level: str, subject: str, message: str) -> dict[str, str]:
    return {"level": level, "stage": "models", "subject": subject, "message": message,
            "remedy": ""}  # fmt: skip


def test_a_note_of_several_subjects_stands_once(tmp_path):
    said = [note("info", "primary supine", "a flag"), note("warning", "primary supine", "look"),
            note("info", "primary prone", "a flag"), note("info", "", "of no one")]  # fmt: skip
    section = notes(StudyOutput(tmp_path, {"notes": said}))
    table = section.blocks[1].data
    assert table[["level", "subject", "message"]].to_numpy().tolist() == [
        ["warning", "primary supine", "look"],
        ["info", "primary supine and primary prone", "a flag"],
        ["info", "", "of no one"],
    ]
    assert section.blocks[0].text == "The run left 3 notes, 1 of them a warning."


def test_a_run_without_notes_says_so(tmp_path):
    assert notes(StudyOutput(tmp_path, {})).blocks[0].text == "The run left no note."
