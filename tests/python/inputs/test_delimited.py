"""Tables as other programs write them: read right, with a note, or refused."""

import codecs
import gzip

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table
from radiotmb.runtime.notes import collect_notes

PLAIN = "patient_id,os_days,os_event,age\n007,1063,1,64.8\n008,,0,71\n"


def read(tmp_path, content, name="patients.csv", table="patients"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with collect_notes(printing=False) as notes:
        frame = read_table(file, table)
    return frame, [str(note) for note in notes]


def test_a_plain_table_has_no_note(tmp_path):
    assert read(tmp_path, PLAIN)[1] == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (PLAIN.replace(",", ";"), "p.csv", "columns are separated by semicolons"),
        (PLAIN.replace(",", "\t"), "p.csv", "columns are separated by tabs"),
        (PLAIN, "p.tsv", "columns are separated by commas"),
        (PLAIN.replace(",", ";").replace(".", ","), "p.csv", "decimal commas .* in 'age'"),
        (PLAIN.replace("os_days", "OS_days"), "p.csv", "column 'OS_days' was read as 'os_days'"),
        (PLAIN.replace("patient_id", "Patient ID "), "p.csv", "was read as 'patient_id'"),
        (PLAIN.replace("64.8", '"64,8"'), "p.csv", "decimal commas"),
        (codecs.BOM_UTF8 + PLAIN.encode(), "p.csv", None),
        (PLAIN.encode("utf-16"), "p.csv", None),
        (gzip.compress(PLAIN.encode(), mtime=0), "p.csv.gz", None),
        (PLAIN.replace("\n", "\r\n"), "p.csv", None),
    ],
)
def test_each_spelling_gives_the_plain_table_and_its_note(tmp_path, content, name, said):
    found, notes = read(tmp_path, content, name)
    pd.testing.assert_frame_equal(found, read(tmp_path, PLAIN)[0])
    if said is None:
        assert notes == []
    else:
        assert any(pd.Series(notes).str.contains(said, regex=True))


def test_latin_1_is_read_with_a_note(tmp_path):
    content = "patient_id,site\nA,Düsseldorf\n"
    found, notes = read(tmp_path, content.encode("latin-1"))
    assert found["site"][0] == "Düsseldorf"
    assert "Latin-1" in notes[0]


def test_a_number_that_may_be_thousands_is_refused(tmp_path):
    with pytest.raises(InputError, match="line 2: column 'os_days' holds '1,063'.*thousands"):
        read(tmp_path, 'patient_id,os_days\nA,"1,063"\n')


def test_text_with_commas_stays_text(tmp_path):
    found, notes = read(tmp_path, 'patient_id,site\nA,"colon, right"\nB,"1,5"\n')
    assert found["site"].tolist() == ["colon, right", "1,5"]
    assert notes == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("patient_id,age,age\nA,1,2\n", "more than once: 'age'"),
        ("patient_id,Age,age,Patient_ID\nA,1,2,B\n", None),
        ("Patient_ID,PATIENT_ID\nA,B\n", "'Patient_ID' and 'PATIENT_ID' both stand for"),
        ("patient_id,age\nA,1,2\n", "line 2: 3 cells in a row; expected 2"),
        ("patient_id,age\nA,1\nB\n", "line 3: 1 cells in a row; expected 2"),
        ('patient_id,age\n"A,1"\n', "line 2: 1 cells in a row; expected 2"),
    ],
)
def test_columns_that_contradict_each_other_are_refused(tmp_path, content, said):
    if said is None:
        assert read(tmp_path, content)[0]["patient_id"].tolist() == ["A"]
        return
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert said in str(caught.value)


def test_trailing_blank_lines_are_no_rows(tmp_path):
    assert len(read(tmp_path, PLAIN + "\n\n")[0]) == 2
