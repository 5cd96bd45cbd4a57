"""A page a patient: alone, safe, complete, and gone with its patient."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from PIL import Image

from radiotmb.report import render_report
from radiotmb.report.patient_pages import patient_page, survival_words
from radiotmb.report.patients import Patient, all_patients
from radiotmb.report.study_output import read_output

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, simulated):
    folder = simulated.write_output(tmp_path_factory.mktemp("pages") / "results")
    pictures = folder / "figures" / "quality"
    pictures.mkdir(parents=True)
    Image.new("L", (20, 10)).save(pictures / "001_P01_primary_supine.png")
    render_report(folder)
    return folder


def test_every_patient_has_a_page_that_the_report_links_to(rendered):
    pages = sorted(path.name for path in (rendered / "patients").glob("*.html"))
    assert len(pages) == 24
    assert pages[0] == "001_p01.html"
    links = re.findall(r'href="patients/([^"]+)"', (rendered / "report.html").read_text())
    assert sorted(links) == pages


def test_a_page_needs_nothing_but_itself_and_the_report(rendered):
    text = (rendered / "patients" / "001_p01.html").read_text()
    addresses = re.findall(r'(?:href|src)="([^"]*)"', text)
    assert [a for a in addresses if not a.startswith("data:")] == ["../report.html#patients"]
    assert "<script" not in text
    assert text.count("<img") == 1
    assert "Simulated data." in text


def test_a_page_tells_burdens_mutations_predictions_and_survival(rendered):
    output = read_output(rendered)
    page = patient_page(output, all_patients(output)[0])
    words = dict(page.sentences)
    row = output.table("burden").iloc[0]
    assert f"Primary {row['tmb']:.1f} mutations/Mb" in words["Burden"]
    assert re.search(r"gave the status that sequencing found in \d of 4 phases", words["Images"])
    assert "mutations" in words["Mutations"]
    assert [strip.label for strip in page.strips][:2] == ["TMB, primary", "TMB, metastasis"]
    assert len(page.strips) == 6


def test_hostile_names_are_text_and_safe_file_names(tmp_path, simulated):
    tables = simulated.simulate_tables()
    names = {"P01": EVIL, "P02": "../../etc/passwd", "P03": "x" * 300}
    for name, frame in tables.items():
        if "patient_id" in frame:
            tables[name] = frame.assign(patient_id=frame["patient_id"].replace(names))
    folder = simulated.write_output(tmp_path / "results", tables=tables)
    render_report(folder)
    pages = sorted((folder / "patients").glob("*.html"))
    assert [path.name for path in pages[:2]] == [
        "001_script-alert-1-script.html", "002_etc-passwd.html",
    ]  # fmt: skip
    assert len(pages[2].name) < 80
    assert "<script" not in pages[0].read_text()
    assert "&lt;script&gt;" in pages[0].read_text()
    assert not (tmp_path / "etc").exists()


def test_pages_of_patients_who_left_go_and_other_files_stay(rendered):
    folder = rendered / "patients"
    own, gone = folder / "mine.html", folder / "099_gone.html"
    own.write_text("<!DOCTYPE html>mine")
    gone.write_text((folder / "001_p01.html").read_text())
    render_report(rendered)
    assert own.exists()
    assert not gone.exists()


@pytest.mark.parametrize(
    ("days", "event", "start", "said"),
    [
        (812, 1, "surgery", "The patient died 812 days after surgery."),
        (812, 0, None, "The patient was alive when last seen, 812 days."),
        (float("nan"), 1, None, "No follow-up was given."),
    ],
)
def test_survival_in_words(days, event, start, said):
    clinical = pd.Series({"os_days": days, "os_event": event})
    patient = Patient("A", None, None, None, None, None, clinical, ())
    assert survival_words(patient, start) == said
