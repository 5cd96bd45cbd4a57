"""The report as a file: whole, alone, safe, repeatable, and calm where tables are missing."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from radiotmb.report import render_report
from radiotmb.report.blocks import Heading, Note, Section, Table, Text
from radiotmb.report.pictures import PICTURES_BYTES
from radiotmb.report.render import SECTIONS, minor_blocks

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org","x")'


class Page(HTMLParser):
    """What a page is made of: text, tags with their attributes, section anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._script = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._script = False

    def handle_data(self, data):
        if not self._script:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(folder) -> Page:
    return Page(render_report(folder).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, simulated):
    folder = simulated.write_output(tmp_path_factory.mktemp("report") / "results")
    return folder, render_report(folder).read_text(encoding="utf-8")


def test_every_section_is_there_and_in_the_contents(rendered):
    page = Page(rendered[1])
    anchors = [a["id"] for tag, a in page.tags if tag == "section"]
    links = [a["href"][1:] for tag, a in page.tags
             if tag == "a" and a["href"].startswith("#") and a.get("class") != "skip"]  # fmt: skip
    assert len(anchors) == len(SECTIONS)
    assert links == anchors


def test_the_page_needs_nothing_but_itself(rendered):
    page = Page(rendered[1])
    for tag, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "action", "srcset", "poster"):
            address = attributes.get(name) or ""
            # A link to a page beside it is followed by whoever presses it, and by no one else.
            if tag == "a" and address.startswith("patients/"):
                continue
            assert address.startswith(("#", "data:")) or not address, f"{tag} {name}={address}"
    assert not re.search(r"url\((?!#)|@import", rendered[1])


def test_every_figure_is_on_the_page_and_beside_it(rendered):
    folder, text = rendered
    shown = set(re.findall(r'<figure class="block(?: minor)?" data-name="([^"]+)"', text))
    assert {"lesion_pairs", "roc", "survival_concordance", "published", "permutation"} <= shown
    for kind in ("svg", "png", "csv"):
        assert {path.stem for path in (folder / "figures").glob(f"*.{kind}")} == shown


def test_figures_have_names_and_no_identifier_stands_twice(rendered):
    page = Page(rendered[1])
    labels = [a.get("aria-label") for tag, a in page.tags if tag == "svg"]
    assert labels
    assert all(labels)
    identifiers = [a["id"] for _, a in page.tags if "id" in a]
    assert len(identifiers) == len(set(identifiers))


def test_simulated_data_says_so(rendered, tmp_path, simulated):
    assert "No patient stands behind any number" in Page(rendered[1]).text
    everything = tuple(simulated.simulate_tables())
    real = simulated.write_output(tmp_path, drop=everything, simulated=False)
    assert "No patient stands behind" not in page_of(real).text


def test_the_same_tables_give_the_same_bytes(rendered, tmp_path):
    folder, text = rendered
    copy = tmp_path / "elsewhere"
    shutil.copytree(folder, copy)
    assert render_report(copy).read_text(encoding="utf-8") == text
    for path in (folder / "figures").glob("*.*"):
        assert (copy / "figures" / path.name).read_bytes() == path.read_bytes()


def test_the_page_is_light(rendered):
    assert len(rendered[1].encode()) < 2_000_000


def test_a_study_of_100_patients_and_8_phases_stays_light(tmp_path, simulated):
    tables = simulated.enlarge(simulated.simulate_tables(), patients=100, phases=8)
    folder = simulated.write_output(tmp_path, tables=tables)
    page = render_report(folder).read_text(encoding="utf-8")
    # With as many pictures as the page takes.
    assert len(page.encode()) + PICTURES_BYTES < 8_000_000
    assert len(list((folder / "patients").glob("*.html"))) == 100


def test_the_numbers_of_the_summary_are_those_of_the_study(rendered):
    text = Page(rendered[1]).text.replace("\u00a0", " ")
    assert "24 patients, 48 sequenced lesions and 90 segmented scans" in text
    assert "8 of 24 primaries" in text
    assert "7 of 24 patients (29.2%, 95% CI 12.6% to 51.1%)" in text
    assert "sensitivity 0.71 (5/7; 0.29 to 0.96)" in text
    assert "median follow-up (reverse Kaplan-Meier) of 1 063 days" in text
    assert "the hazard ratio of discordant patients was 2.40 (0.80 to 7.20)." in text


def test_a_p_value_stands_beside_the_area_it_belongs_to(tmp_path, simulated):
    model = simulated.simulate_results(simulated.simulate_tables())["model"]
    chains = {
        "own": {"permutation_trees": None, "permutation_repeats": None},
        "smaller": {"permutation_trees": 50, "permutation_repeats": 1},
    }
    text = {}
    for name, chain in chains.items():
        page = page_of(simulated.write_output(tmp_path / name, model={**model, **chain}))
        text[name] = page.text.replace("\u00a0", " ")
    assert "; the same chain on labels permuted 60 times gave p = 0.131 for" in text["own"]
    assert "The permutations ran the model's own chain: the p-value is that of" in text["own"]
    assert "AUC, permuted chain" not in text["own"]
    assert "A smaller chain (50 trees and 1 repeat), which was tested against" in text["smaller"]
    assert "AUC, permuted chain" in text["smaller"]


@pytest.mark.filterwarnings("error:constrained_layout")
def test_hostile_text_is_text(tmp_path, simulated):
    """A script or a formula in every text cell of every table, in names and in failures."""
    tables = simulated.simulate_tables()
    for name, frame in tables.items():
        for column in frame.select_dtypes("object"):
            # What a stage decides (lesion, comparison, step) keeps its meaning in the first rows.
            keep = frame[column].where(np.arange(len(frame)) % 2 == 0, EVIL)
            frame[column] = keep.where(np.arange(len(frame)) % 4 != 1, FORMULA)
        tables[name] = frame
    folder = simulated.write_output(tmp_path, tables=tables, study=EVIL)
    text = render_report(folder).read_text(encoding="utf-8")
    page = Page(text)
    assert len([tag for tag, _ in page.tags if tag == "script" and not _]) == 1
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    assert EVIL in page.text
    assert "<script>alert" not in text
    downloads = [path.read_text(encoding="utf-8") for path in (folder / "figures").glob("*.csv")]
    downloads += [
        json.loads(content)
        for content in re.findall(
            r'<script type="application/json" class="csv">(.*?)</script>', text
        )
    ]
    assert len(downloads) > 40
    for download in downloads:
        for row in csv.reader(io.StringIO(download)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert sum("'=HYPERLINK" in download for download in downloads) > 30


OUTCOMES = (
    "survival", "survival_tests", "survival_medians", "hazard_ratios", "discordance",
    "discordance_patients", "groups", "table_one", "permutation", "published", "audit",
    "stability",
)  # fmt: skip
IMAGES = (
    "quality", "roc", "cutoffs", "predictions", "averaged", "folds", "selected", "stability",
    "measures", "permutation", "calibration", "decision_curve", "discordance",
    "discordance_patients",
)  # fmt: skip


@pytest.mark.parametrize(
    ("drop", "results", "said"),
    [
        (
            OUTCOMES,
            {
                "survival": {"skipped": "the patients table has no os_days and os_event"},
                "discordance": {"skipped": "no model of enhanced"},
                "groups": {"skipped": "no patients table"},
            },
            [
                "Survival was not compared (the patients table has no os_days and os_event)",
                "Discordance was not predicted from images (no model of enhanced)",
                "No clinical variables were compared: no patients table.",
                "No permutation null was computed",
                "was not compared with the published numbers",
            ],
        ),
        (
            (*IMAGES, "pairs", "lesion_tests", "lesion_cells", "chance", "genes"),
            {"models": [], "extraction": None, "pairs": None,
             "discordance": {"skipped": "no model of prone"}},
            ["No phase was modelled", "The study has no images",
              "The lesions were not compared: no patient has both",
             "no patient had both lesions"],
        ),
    ],
    ids=["outcomes", "images and pairs"],
)  # fmt: skip
def test_a_missing_stage_is_said_and_nothing_breaks(tmp_path, simulated, drop, results, said):
    page = page_of(simulated.write_output(tmp_path, drop=drop, **results))
    assert [words for words in said if words not in page.text] == []
    assert len([tag for tag, _ in page.tags if tag == "section"]) == len(SECTIONS)


def test_what_a_cutoff_keeps_is_what_the_measures_say(rendered):
    measures = pd.read_csv(rendered[0] / "tables" / "measures.csv")
    optimism = measures[measures["measure"] == "youden_optimism"]
    page = json.loads(re.search(
        r'data-name="optimism">.*?class="csv">(.*?)</script>', rendered[1], flags=re.DOTALL
    )[1])  # fmt: skip
    shown = pd.read_csv(io.StringIO(page))
    assert shown["phase"].tolist() == optimism["phase"].tolist()
    assert shown["youden_optimism"].tolist() == optimism["estimate"].tolist()
    assert "youden_optimism_lower" not in shown


def test_the_published_evidence_is_weighed(rendered):
    text = Page(rendered[1]).text.replace("\u00a0", " ")
    assert (
        "Of 2 published AUCs, 2 are beyond chance at 0.05 taken alone and 0 after adjustment for "
        "the phases tried."
    ) in text
    assert "0.682, compares with 0.682 for giving every patient the commoner answer" in text
    assert "selected on all patients (leak), 41% to 63% of runs" in text


def test_few_patients_a_group_are_called_few(rendered, tmp_path, simulated):
    assert "groups of 4 patients" in Page(rendered[1]).text
    assert "these points are all there is to see" in Page(rendered[1]).text
    tables = simulated.simulate_tables()
    calibration = {"calibration": tables["calibration"].assign(n=60)}
    everything = tuple(set(tables) - {"calibration", "cutoffs", "roc"})
    page = page_of(
        simulated.write_output(tmp_path, drop=everything, tables={**tables, **calibration})
    )
    assert "groups of 60 patients" in page.text
    assert "all there is to see" not in page.text


def test_a_time_beyond_the_follow_up_is_not_reached(tmp_path, simulated):
    tables = simulated.simulate_tables()
    tables["survival_medians"]["median"] = np.nan
    tables["survival_medians"]["lower"] = 500.0
    keep = {"survival", "survival_medians", "survival_tests"}
    drop = tuple(set(tables) - keep)
    text = page_of(simulated.write_output(tmp_path, drop=drop, tables=tables)).text
    assert "not reached" in text
    assert "500 to not reached" in text


def test_nothing_but_results(tmp_path, simulated):
    tables = simulated.simulate_tables()
    folder = simulated.write_output(tmp_path, drop=tuple(tables))
    (folder / "failures.csv").unlink()
    (folder / "provenance.json").unlink()
    page = page_of(folder)
    assert "Every sample and every scan went through" in page.text
    assert "The study left no provenance.json" in page.text


def test_one_phase_only_with_a_flag_and_one_skipped(tmp_path, simulated):
    tables = simulated.simulate_tables()
    for name, frame in tables.items():
        if "phase" in frame:
            tables[name] = frame[frame["phase"] == "enhanced"]
    enhanced = simulated.simulate_results(tables)["models"][0]
    models = [
        {"lesion": "metastasis", "phase": "plain", "skipped": "all patients are low"},
        {**enhanced, "flags": ["4 outer folds instead of 5"]},
    ]
    text = page_of(
        simulated.write_output(
            tmp_path,
            drop=("published", "audit", "evidence_aucs", "evidence_null"),
            tables=tables,
            models=models,
        )
    ).text
    assert "Metastasis, enhanced" in text
    assert "supine" not in text
    assert "Metastasis plain: not modelled (all patients are low)." in text
    assert "Metastasis enhanced: 4 outer folds instead of 5." in text


def test_no_discordant_patient(tmp_path, simulated):
    tables = simulated.simulate_tables()
    pairs = tables["pairs"]
    pairs["metastasis_status"] = pairs["primary_status"]
    pairs["discordant"] = False
    pairs["direction"] = np.where(pairs["primary_status"] == "high", "both high", "both low")
    tables["survival"] = tables["survival"][tables["survival"]["group"] == "concordant"]
    share = {"estimate": 0, "lower": 0, "upper": 0.14, "numerator": 0, "denominator": 24}
    page = page_of(
        simulated.write_output(
            tmp_path, tables=tables, pairs={"n": 24, "discordant": share},
            survival={"concordance": {"skipped": "one group only"}},
        )
    )  # fmt: skip
    assert "No patient is discordant" in page.text
    assert "differed in 0 of 24 patients" in page.text


def test_pictures_of_scans_are_on_the_page(tmp_path, simulated):
    everything = set(simulated.simulate_tables()) - {"quality"}
    folder = simulated.write_output(tmp_path, drop=tuple(everything))
    pictures = folder / "figures" / "quality"
    pictures.mkdir(parents=True)
    Image.new("L", (60, 40)).save(pictures / "001_SIM-01_primary_supine.png")
    Image.new("L", (60, 40)).save(pictures / "stray.png")
    page = page_of(folder)
    images = [a for tag, a in page.tags if tag == "img"]
    assert [a["alt"] for a in images] == ["SIM-01 primary supine", "stray"]
    assert all(a["src"].startswith("data:image/webp;base64,") for a in images)
    titles = [a["data-name"] for _, a in page.tags if "montages" in a.get("class", "")]
    assert titles == ["montages_primary-supine", "montages_scans"]


def test_the_short_print_leaves_out_a_heading_with_all_under_it_where_nothing_is_a_main_one():
    def table(name):
        return Table(name, name, pd.DataFrame({"a": [1]}))

    blocks = [
        Text("kept"), table("follow_up"), table("measures"), Heading("kept"), Note("kept"),
        table("cutoffs"), table("folds"), Heading("out"), Note("out"), table("stability"),
        Heading("of words only"), Text("kept"),
    ]  # fmt: skip
    assert minor_blocks(Section("s", "S", blocks)) == {2, 6, 7, 8, 9}
