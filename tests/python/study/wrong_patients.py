"""Patients and clinical columns that are wrong."""

from __future__ import annotations

import damage as d

# What was done; then pieces of what must be said: file or entry, place, what was expected, remedy.
WRONG = {
    "identifiers with other zeros": (
        d.column("images", "patient_id", lambda ids: ids.str.replace("-", "-0")),
        ["images", "SIM-01 (SIM-001?)", "Write each patient's identifier alike"],
    ),
    "identifiers with a blank": (
        d.column("patients", "patient_id", lambda ids: ids + " "),
        ["patients", "SIM-01 ('SIM-01 '?)", "Write each patient's identifier alike"],
    ),
    "half of the patients": (
        d.rows("patients", lambda frame: frame.head(6)),
        ["patients", "6 of 12 patients of samples have no row", "add their rows"],
    ),
    "a patient who was not sequenced": (
        d.cell("images", 0, "patient_id", "SIM-99"),
        ["images", "SIM-99", "They are not used"],
    ),
    "a patient twice": (
        d.rows("patients", d.again),
        ["patients.csv, line 2", "'SIM-01'", "expected each value once"],
    ),
    "follow-up under another name": (
        d.renamed("patients", os_days="followup"),
        ["patients", "no column 'os_days'", "survival is not analysed", "It has: patient_id, foll"],
    ),
    "capitals": (
        d.renamed("patients", os_days="OS_days"),
        ["patients.csv", "column 'OS_days' was read as 'os_days'"],
    ),
    "negative days": (
        d.cell("patients", 0, "os_days", "-3"),
        ["patients.csv, line 2", "'os_days'", "expected at least 0"],
    ),
    "dates for days": (
        d.column("patients", "os_days", "2020-01-01"),
        ["patients.csv, line 2", "'os_days'", "'2020-01-01'", "expected a number"],
    ),
    "months for days": (
        d.column("patients", "os_days", [str(10 + i) for i in range(12)]),
        ["patients", "'os_days' is at most 21", "days are expected", "Multiply months"],
    ),
    "a spreadsheet's dates for days": (
        d.column("patients", "os_days", [str(43831 + i) for i in range(12)]),
        ["patients", "line 13", "'os_days' is 43842", "expected days", "subtract the day"],
    ),
    "a word among numbers": (
        d.cell("patients", 2, "age", "unknown"),
        ["group_variables", "'age' holds numbers and 'unknown' in line 4", "an empty cell"],
    ),
    "an infinite age": (
        d.cell("patients", 2, "age", "inf"),
        ["group_variables", "'age' holds an infinite value in line 4", "leave it out"],
    ),
    "one group in two spellings": (
        d.column("patients", "sex", ["f", "F", "m"] * 4),
        ["patients", "'sex' holds 'f' and 'F'", "Write each group in one way"],
    ),
    "1 and 2 for alive and dead": (
        d.column("patients", "os_event", ["1", "2"] * 6),
        ["patients.csv, line 3", "'os_event'", "expected one of 0, 1"],
    ),
    "nobody died": (
        d.column("patients", "os_event", "0"),
        ["patients", "'os_event' is 0 for every patient", "exchange them"],
    ),
    "a decimal comma": (
        d.column("patients", "age", lambda ages: ages + ",5"),
        ["patients.csv", "decimal commas were read as decimal points in 'age'"],
    ),
    "semicolons": (
        d.text("patients.csv", ",", ";"), ["patients.csv", "separated by semicolons"],
    ),
    "a column twice": (
        d.text("patients.csv", "age,sex", "age,age"),
        ["patients.csv", "'age'", "expected each column name once", "Rename or remove"],
    ),
    "a row too long": (
        d.text("patients.csv", "SIM-01,", "SIM-01,,"),
        ["patients.csv, line 2", "6 cells in a row", "expected 5", "double quotes"],
    ),
    "a workbook that is none": (
        d.all_of(d.content("p.xlsx", "junk"), d.entry(patients="p.xlsx")),
        ["p.xlsx", "not readable as a table", "Correct the file"],
    ),
    "a group variable that is none": (
        d.entry(group_variables=["aeg"]),
        ["group_variables", "no column 'aeg'", "It has: patient_id, os_days"],
    ),
    "dates as groups": (
        d.all_of(
            d.column("patients", "operated", "2020-03-01"), d.entry(group_variables=["operated"])
        ),
        ["group_variables", "'operated' holds dates", "Give days, years or a few groups"],
    ),
    "a text of its own for each patient": (
        d.all_of(
            d.column("patients", "remark", [f"remark {i}" for i in range(12)]),
            d.entry(group_variables=["remark"]),
        ),
        ["group_variables", "'remark' holds 12 different texts", "more than 8 groups", "leave it"],
    ),
    "surnames": (
        d.all_of(
            d.column("patients", "surname", [f"Meier {i}" for i in range(12)]),
            d.entry(group_variables=None),
        ),
        ["patients", "'surname' seems to identify patients", "is not compared"],
    ),
    "survival as a group variable": (
        d.entry(group_variables=["os_days"]),
        ["group_variables", "'os_days' is no clinical variable", "Leave it out"],
    ),
    "five permutations": (
        d.entry(model__permutations=5),
        ["model.permutations", "no p-value can be below 0.17", "Give 1000"],
    ),
}  # fmt: skip
