"""Workbooks: the first sheet is the table, text is text, and other sheets are named."""

import pandas as pd

from radiotmb.inputs.tables import read_table
from radiotmb.runtime.notes import collect_notes


def test_identifiers_of_a_workbook_stay_text_and_other_sheets_are_named(tmp_path):
    file = tmp_path / "patients.xlsx"
    with pd.ExcelWriter(file, engine="openpyxl") as book:
        frame = pd.DataFrame({"Patient ID": ["007", "8"], "OS_days": [1063, None]})
        frame.to_excel(book, sheet_name="patients", index=False)
        frame.to_excel(book, sheet_name="old", index=False)
    with collect_notes(printing=False) as notes:
        found = read_table(file, "patients")
    assert found["patient_id"].tolist() == ["007", "8"]
    assert found["os_days"][0] == 1063
    said = [str(note) for note in notes]
    assert any("'Patient ID' was read as 'patient_id'" in text for text in said)
    assert any("not read: 'old'" in text for text in said)


def test_whole_numbers_as_identifiers_keep_their_digits(tmp_path):
    file = tmp_path / "labels.xlsx"
    pd.DataFrame({"patient_id": [7, 12], "status": ["high", "low"]}).to_excel(file, index=False)
    assert read_table(file, "labels")["patient_id"].tolist() == ["7", "12"]
