"""A note reaches whoever asked for it, once, and the terminal."""

import logging
from contextlib import contextmanager

from radiotmb.runtime.notes import Note, add_note, add_notes, collect_notes, notes_table

A = Note("warning", "tables", "patients.csv", "12 of 24 patients are missing", "Add their rows")
B = Note("info", "burden", "A.vcf", "read as hg19")


@contextmanager
def printed(level=logging.INFO):
    """What the package's logger prints inside the block."""
    logger, lines = logging.getLogger("radiotmb"), []

    class Lines(logging.Handler):
        def emit(self, record):
            lines.append(f"{record.levelname} {record.getMessage()}")

    handler, before = Lines(), logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def test_a_note_says_what_where_and_what_to_do():
    assert str(A) == "patients.csv: 12 of 24 patients are missing. Add their rows"
    assert str(B) == "A.vcf: read as hg19"


def test_a_note_is_kept_and_printed_once():
    with printed() as lines, collect_notes() as notes:
        add_notes([A, B, A])
    assert notes == [A, B]
    assert lines == [f"WARNING warning: {A}", f"INFO info: {B}"]


def test_nested_collectors_all_keep_it():
    with printed() as lines, collect_notes() as outer:
        with collect_notes() as inner:
            add_note(A)
        add_note(B)
    assert (outer, inner) == ([A, B], [A])
    assert len(lines) == 2


def test_a_worker_is_silent_and_its_caller_prints_what_it_sent():
    with printed() as lines:
        with collect_notes(printing=False) as sent:
            add_note(A)
        assert lines == []
        with collect_notes() as notes:
            add_notes(sent)
    assert notes == [A]
    assert lines == [f"WARNING warning: {A}"]


def test_without_a_collector_it_is_printed():
    with printed() as lines:
        add_note(A)
    assert len(lines) == 1


def test_notes_are_a_table_of_five_columns():
    table = notes_table([A, B])
    assert table.columns.tolist() == ["level", "stage", "subject", "message", "remedy"]
    assert table["stage"].tolist() == ["tables", "burden"]
    assert Note(**table.iloc[0].to_dict()) == A


def test_a_sentence_with_its_own_full_stop_has_one():
    note = Note("warning", "models", "prone", "`patients` has no rows.", "It needs os_days")
    assert str(note) == "prone: `patients` has no rows. It needs os_days"
