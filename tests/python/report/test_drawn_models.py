"""Very many models: all have their numbers, a few their figures, and the page says which."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.report import patient_pages, pictures, render_report, wording, write_document
from radiotmb.report.blocks import Note, Sentences
from radiotmb.report.document import ROWS_IN_PAPER
from radiotmb.report.drawn_models import (
    MODELS_DRAWN,
    PHASES_DRAWN,
    drawn_models,
    drawn_words,
    left_out_words,
    of_drawn_models,
    of_first_phases,
)
from radiotmb.report.figures.all_aucs import draw_all_aucs
from radiotmb.report.html_table import ROWS_HELD, ROWS_SHOWN
from radiotmb.report.patients import Patient
from radiotmb.report.sections.kept_models import kept_models
from radiotmb.report.sections.remarks import REMARKS_HELD, remarks
from radiotmb.report.sections.summary import models_sentence
from radiotmb.report.study_output import StudyOutput, read_output

MANY = 40
# Of a study of 24 patients and any number of models: figures and texts, but no pictures of scans.
PAGE_BYTES = 6_000_000


def study_of(folder, models, **results) -> StudyOutput:
    return StudyOutput(folder, {"models": models, **results})


def models_of(count: int, **entries: object) -> list[dict]:
    return [
        {"lesion": "primary", "phase": f"phase-{place}", "auc": 0.4 + place / 1000, "n": 8,
         "n_positive": 4, "skipped": None, **entries}
        for place in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory, simulated):
    tables = simulated.enlarge(simulated.simulate_tables(), patients=24, phases=MANY)
    folder = simulated.write_output(tmp_path_factory.mktemp("many") / "results", tables=tables)
    return folder, render_report(folder).read_text(encoding="utf-8")


def test_the_page_of_many_models_is_bounded(many):
    assert len(many[1].encode()) < PAGE_BYTES


def test_every_model_has_its_area_in_a_figure_and_its_row_in_the_table(many):
    folder, page = many
    cutoffs = pd.read_csv(folder / "tables" / "cutoffs.csv")
    drawn = pd.read_csv(folder / "figures" / "all_aucs.csv")
    assert len(cutoffs) == len(drawn) == MANY
    assert drawn["auc"].tolist() == pytest.approx(cutoffs["auc"].tolist())
    table = page[page.index('data-name="cutoffs"') :]
    table = table[: table.index("</table>")]
    assert all(f">{phase}<" in table for phase in cutoffs["phase"])


def test_so_many_models_are_drawn_and_the_page_names_the_others(many):
    folder, page = many
    for name in ("roc", "predictions", "permutation", "calibration", "decision_curve",
                 "selected_features", "feature_heatmap"):  # fmt: skip
        path = folder / "figures" / f"{name}.csv"
        if path.exists() or name == "roc":
            drawn = pd.read_csv(path)[["lesion", "phase"]].drop_duplicates()
            assert 0 < len(drawn) <= MODELS_DRAWN, name
    output = read_output(folder)
    left_out = left_out_words(output)
    assert f"The page draws {MODELS_DRAWN} of {MANY} models" in page
    assert re.search(r"Not drawn: .* and \d+ more", left_out)
    assert "results.json" in left_out
    assert drawn_words(output, "roc").strip() in page
    forest = pd.read_csv(folder / "figures" / "auc_forest.csv")
    assert (forest["source"] == "this study").sum() == MODELS_DRAWN
    # The published areas stand beside the drawn ones, whatever their number.
    assert (forest["source"] == "published").any()


def test_the_words_of_many_models_do_not_grow_with_them(tmp_path):
    short, long = (left_out_words(study_of(tmp_path, models_of(count))) for count in (100, 4000))
    assert len(long) - len(short) < 40
    sentence = models_sentence(study_of(tmp_path, models_of(4000)))
    assert "the lowest and the highest of 4000 models" in sentence
    assert "phase-0" in sentence
    assert "phase-3999" in sentence
    assert len(sentence) < 600


def test_a_study_of_few_models_draws_them_all(tmp_path):
    output = study_of(tmp_path, models_of(MODELS_DRAWN))
    table = pd.DataFrame(output.results["models"])
    assert drawn_models(output) == output.results["models"]
    assert of_drawn_models(output, table) is table
    assert left_out_words(output) == drawn_words(output, "roc") == ""


def test_the_pair_of_phases_and_the_models_of_most_patients_come_first(tmp_path):
    models = models_of(30)
    models[20].update(n=40, n_positive=3)  # Three of its rarer status: fewer than the others.
    models[25].update(n=40, n_positive=35)  # Five low ones.
    pair = {"primary_phase": "phase-29", "metastasis_phase": "phase-3"}
    names = [m["phase"] for m in drawn_models(study_of(tmp_path, models, discordance=pair))]
    assert names == [*(f"phase-{n}" for n in range(MODELS_DRAWN - 2)), "phase-25", "phase-29"]


@given(st.permutations([n / 40 for n in range(40)]))
def test_no_auc_chooses_what_is_drawn(areas):
    models = [{**model, "auc": auc} for model, auc in zip(models_of(40), areas, strict=True)]
    drawn = drawn_models(StudyOutput(None, {"models": models}))
    assert [model["phase"] for model in drawn] == [f"phase-{n}" for n in range(MODELS_DRAWN)]


def test_a_table_without_a_drawn_model_is_drawn_by_its_first(tmp_path):
    output = study_of(tmp_path, models_of(60))
    table = pd.DataFrame({"lesion": "primary", "phase": [f"phase-{n}" for n in range(30, 60)]})
    assert (
        of_drawn_models(output, table)["phase"].tolist() == table["phase"].tolist()[:MODELS_DRAWN]
    )


def test_rows_of_no_single_model_stay(tmp_path):
    output = study_of(tmp_path, models_of(60))
    table = pd.DataFrame({"lesion": ["both", "primary"], "phase": ["a, b", "phase-50"]})
    assert of_drawn_models(output, table)["lesion"].tolist() == ["both"]


def test_the_first_phases_are_whole():
    table = pd.DataFrame({"lesion": "primary", "phase": list("abcabc"), "n": range(6)})
    assert of_first_phases(table, 2)["n"].tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize("count", [20, 3000])
def test_all_areas_are_dots_of_a_figure_of_one_size(count):
    areas = pd.DataFrame(models_of(count)).assign(lower=None, upper=0.9, auc=0.5)
    areas["auc"] = [place / count for place in range(count)]
    figure = draw_all_aucs(areas)
    dots = max((len(one.get_offsets()) for one in figure.axes[0].collections), default=0)
    assert dots == count
    assert figure.get_size_inches().tolist() == [6.3, 6.0]


def test_a_remark_of_many_models_is_one_note_and_very_many_remarks_end(tmp_path):
    models = models_of(500)
    (same,) = remarks([(model, "too few patients") for model in models], "models")
    assert same.text.endswith("and 488 more: too few patients.")
    notes = remarks([(model, f"flag {n}") for n, model in enumerate(models)], "external")
    assert len(notes) == REMARKS_HELD + 1
    assert notes[-1].text == f"{500 - REMARKS_HELD} remarks more: see external in results.json."


def test_the_drawn_models_have_a_card_and_the_others_are_named(tmp_path):
    kept = {"file": "model.json", "checksum": "sha256:abc", "cutoff": 0.3, "cutoff_origin": "all",
            "features": 1, "preset": "9f", "flags": [], "not_for": ["care"]}  # fmt: skip
    section = kept_models(study_of(tmp_path, models_of(40, kept=kept)))
    # One of them has what all models have in common.
    assert sum(isinstance(block, Sentences) for block in section.blocks) == MODELS_DRAWN + 1
    notes = [block.text for block in section.blocks if isinstance(block, Note)]
    assert any(
        f"{MODELS_DRAWN} of 40 models have a card" in text and f"phase-{MODELS_DRAWN}" in text
        for text in notes
    )


def test_the_word_document_says_which_rows_it_leaves_out(tmp_path, simulated):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    tables = simulated.enlarge(simulated.simulate_tables(), patients=24, phases=150)
    folder = simulated.write_output(tmp_path / "results", tables=tables)
    paper = docx.Document(write_document(folder))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert any("The first 100 of 150 rows; all are in the workbook" in text for text in texts)
    assert max(len(table.rows) for table in paper.tables) == 101


def test_a_page_of_a_patient_holds_so_many_pictures_and_says_so(many, monkeypatch, tmp_path):
    image = pytest.importorskip("PIL.Image")
    stream = io.BytesIO()
    image.new("RGB", (40, 40)).save(stream, "PNG")
    paths = [tmp_path / f"{n:03d}_P01_primary_a.png" for n in range(5)]
    for path in paths:
        path.write_bytes(stream.getvalue())
    one = len(pictures.picture_address(paths[0]))
    monkeypatch.setattr(pictures, "PICTURES_BYTES", 3 * one)
    patient = Patient("P01", None, None, None, None, None, None, tuple(paths))
    page = patient_pages.patient_page(read_output(many[0]), patient)
    assert (len(page.pictures), page.pictures_left_out) == (3, 2)


def test_the_limits_that_the_documentation_states_are_those_of_the_page():
    docs = Path(__file__).parents[3] / "docs"
    words = " ".join((docs / "command-line.md").read_text("utf-8").split())
    gallery = (docs / "gallery.md").read_text("utf-8")
    assert f"A study of more than {MODELS_DRAWN} models" in gallery
    for said in (
        f"shows {ROWS_SHOWN} rows at once and holds {ROWS_HELD}",
        f"up to {MODELS_DRAWN} models are drawn one by one",
        f"sentences name {wording.NAMED} models",
        f"drawn for {PHASES_DRAWN} phases",
        f"fill {pictures.PICTURES_BYTES / 1e6:g} million characters",
        f"prints {ROWS_IN_PAPER} rows of a table",
    ):
        assert said in words
