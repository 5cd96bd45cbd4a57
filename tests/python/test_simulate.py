"""The demonstration cohort has the published study's shape, says it is simulated, and is whole."""

from __future__ import annotations

import ast
import json
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pysam
import pytest
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table
from radiotmb.runtime.files import fingerprint
from radiotmb.simulate import write_demo
from radiotmb.simulate.cohort import HIGH_COUNT, simulate_cohort
from radiotmb.simulate.panel import HOTSPOTS, PANEL
from radiotmb.simulate.patients import simulate_patients
from radiotmb.simulate.scans import simulate_scan
from radiotmb.simulate.variants import germline_panel, simulate_variants
from radiotmb.study.study_file import read_study

NONSYNONYMOUS = {
    "missense",
    "nonsense",
    "frameshiftInsertion",
    "frameshiftDeletion",
    "nonframeshiftInsertion",
    "nonframeshiftDeletion",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cohort") / "demo"
    start = time.process_time()
    assert write_demo(folder) == folder / "study.yaml"
    assert time.process_time() - start < 30
    return folder


def counted(path: Path, germline: set) -> set:
    """The study's rule, written again from the paper's sentence and nothing else."""
    kept = set()
    with pysam.VariantFile(str(path)) as stream:
        for record in stream:
            (entry,) = ast.literal_eval(",".join(record.info["FUNC"]))
            (alt_depth,) = record.info["FAO"]
            change = (record.chrom, record.pos, record.ref, record.alts[0])
            if (
                entry.get("function") in NONSYNONYMOUS
                and record.info["FDP"] >= 300
                and alt_depth / record.info["FDP"] >= 0.10
                and change not in germline
            ):
                kept.add(change)
    return kept


@pytest.fixture(scope="module")
def changes(demo) -> dict[tuple[str, str], set]:
    with pysam.VariantFile(str(demo / "germline.vcf.gz")) as stream:
        germline = {(r.chrom, r.pos, r.ref, r.alts[0]) for r in stream}
    samples = read_table(demo / "samples.csv", "samples")
    return {
        (row.patient_id, row.lesion): counted(demo / row.variants, germline)
        for row in samples.itertuples()
    }


def test_burdens_give_the_published_cells(changes):
    assert len(changes) == 48
    patients = {patient for patient, _ in changes}
    high = {key: len(found) / 1.2 >= 10 for key, found in changes.items()}
    cells = pd.Series([(high[p, "primary"], high[p, "metastasis"]) for p in patients])
    assert cells.value_counts().to_dict() == {
        (True, True): 3,
        (True, False): 5,
        (False, True): 2,
        (False, False): 14,
    }


@pytest.mark.parametrize("lesion", ["primary", "metastasis"])
def test_every_lesion_counts_what_it_was_given(changes, lesion):
    for patient in simulate_cohort(2022):
        assert len(changes[patient.patient_id, lesion]) == patient.mutations(lesion)


def test_lesions_of_a_patient_share_most_variants(changes):
    for patient in simulate_cohort(2022):
        primary = changes[patient.patient_id, "primary"]
        metastasis = changes[patient.patient_id, "metastasis"]
        assert len(primary & metastasis) == patient.shared_mutations
        assert len(primary & metastasis) >= 0.6 * min(len(primary), len(metastasis))


def test_every_filter_has_something_to_remove(demo):
    with pysam.VariantFile(str(demo / "germline.vcf.gz")) as stream:
        germline = {(r.chrom, r.pos, r.ref, r.alts[0]) for r in stream}
    for path in sorted((demo / "variants").glob("*.vcf.gz")):
        functions, shallow, low, common, traps = set(), 0, 0, 0, 0
        with pysam.VariantFile(str(path)) as stream:
            for record in stream:
                (entry,) = ast.literal_eval(",".join(record.info["FUNC"]))
                functions.add(entry.get("function"))
                shallow += record.info["FDP"] < 300
                traps += record.info["FDP"] < 300 <= record.info["DP"]
                low += 0 < record.info["FAO"][0] / record.info["FDP"] < 0.10
                common += (record.chrom, record.pos, record.ref, record.alts[0]) in germline
                assert record.info["FDP"] == record.info["FAO"][0] + record.info["FRO"]
                assert record.info["AF"][0] == pytest.approx(
                    record.info["FAO"][0] / record.info["FDP"], abs=1e-6
                )
        assert {"synonymous", "refallele", None} <= functions
        assert shallow >= 2
        assert low >= 4
        assert common >= 10


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31 - 1))
def test_cells_and_marginals_hold_for_every_seed(seed):
    cohort = simulate_cohort(seed)
    primary = [patient.primary_mutations >= HIGH_COUNT for patient in cohort]
    metastasis = [patient.metastasis_mutations >= HIGH_COUNT for patient in cohort]
    assert (sum(primary), sum(metastasis)) == (8, 5)
    assert sum(p != m for p, m in zip(primary, metastasis, strict=True)) == 7
    assert sum(not patient.contrast for patient in cohort) == 2
    # Without contrast medium the study has no scan of a TMB-high lesion to lose.
    assert not any(p.cell != "both low" for p in cohort if not p.contrast)

    table = simulate_patients(cohort, seed)
    assert table["age"].agg(["min", "median", "max"]).round(6).tolist() == [46.0, 64.8, 82.0]
    assert table["os_days"].agg(["min", "median", "max"]).tolist() == [247, 1063, 2485]
    counts = {
        column: (table[column] == level).sum()
        for column, level in [
            ("sex", "male"),
            ("stage", "IV"),
            ("t_stage", "T3"),
            ("node", "positive"),
            ("venous_invasion", "absent"),
            ("location", "right"),
        ]
    }
    assert list(counts.values()) == [12, 12, 15, 12, 1, 4]
    discordant = np.array([patient.discordant for patient in cohort])
    assert table.loc[discordant, "timing"].value_counts().to_dict() == {
        "synchronous": 5,
        "metachronous": 2,
    }
    assert table["os_event"].isin([0, 1]).all()
    assert 0 < table.loc[discordant, "os_event"].sum() < table["os_event"].sum()

    germline = germline_panel(seed)
    calls = simulate_variants(cohort[0], germline, seed)
    for found in calls.values():
        sites = [call.site for call in found]
        assert sites == sorted(set(sites))


def test_scans_are_the_published_ninety_on_one_grid(demo):
    images = read_table(demo / "images.csv", "images")
    assert images.groupby("phase").size().to_dict() == {
        "supine": 22,
        "prone": 22,
        "plain": 24,
        "enhanced": 22,
    }
    for row in images.itertuples():
        image = sitk.ReadImage(str(demo / row.image))
        mask = sitk.ReadImage(str(demo / row.mask))
        assert image.GetSpacing() == pytest.approx((0.68, 0.68, 5.0), abs=1e-6)
        assert image.GetPixelID() == sitk.sitkInt16
        for geometry in ("GetSize", "GetSpacing", "GetOrigin", "GetDirection"):
            assert getattr(image, geometry)() == getattr(mask, geometry)()
        lesion = sitk.GetArrayFromImage(mask)
        assert set(np.unique(lesion)) == {0, 1}
        assert 300 < lesion.sum() < 8000
        # A margin on every side, so the lesion is a lesion and not a cut.
        inside = np.argwhere(lesion)
        assert (inside.min(axis=0) > 0).all()
        assert (inside.max(axis=0) < np.array(lesion.shape) - 1).all()
        values = sitk.GetArrayFromImage(image)
        assert values.min() >= -1024
        assert values[lesion == 1].mean() == pytest.approx(70, abs=60)


def test_a_lesion_keeps_its_shape_and_changes_its_noise_between_phases():
    patient = next(p for p in simulate_cohort(2022) if p.contrast)
    supine, shape = simulate_scan(patient, "primary", "supine", 2022)
    prone, same_shape = simulate_scan(patient, "primary", "prone", 2022)
    assert (shape == same_shape).all()
    assert (supine != prone).mean() > 0.9


def test_everything_says_it_is_simulated(demo):
    assert read_study(demo / "study.yaml").simulated
    for table in ("samples", "images", "patients"):
        frame = pd.read_csv(demo / f"{table}.csv")
        assert frame["simulated"].all()
        assert frame["patient_id"].str.startswith("SIM-").all()
    assert "SIMULATED" in (demo / "README.txt").read_text()
    for path in [demo / "germline.vcf.gz", *(demo / "variants").glob("*.vcf.gz")]:
        with pysam.VariantFile(str(path)) as stream:
            assert "SIMULATED" in str(stream.header)
    for path in (demo / "images").iterdir():
        header = sitk.ImageFileReader()
        header.SetFileName(str(path))
        header.ReadImageInformation()
        assert "SIMULATED" in header.GetMetaData("descrip")
    assert json.loads((demo / "demo.json").read_text())["simulated"] is True


def test_tables_and_study_are_valid_and_small(demo):
    study = read_study(demo / "study.yaml")
    read_table(study.resolve(study.patients), "patients")
    assert study.resolve(study.germline).is_file()
    size = sum(path.stat().st_size for path in demo.rglob("*") if path.is_file())
    assert size < 60e6
    assert not [path for path in demo.parent.iterdir() if path != demo]


def test_panel_has_409_genes():
    assert len(PANEL) == 409
    assert {spot.symbol for spot in HOTSPOTS} <= set(PANEL)


@pytest.mark.slow
def test_same_seed_same_bytes_and_damage_is_mended(demo, tmp_path):
    again = tmp_path / "demo"
    shutil.copytree(demo, again)
    # A result of a run, an edited study file, a truncated scan, an altered table and a lost file.
    (again / "results").mkdir()
    (again / "results" / "report.html").write_text("mine")
    (again / "study.yaml").write_text("samples: samples.csv")
    scans = sorted((again / "images").iterdir())
    scans[0].write_bytes(scans[0].read_bytes()[:100])
    (again / "patients.csv").write_text("patient_id\n")
    shutil.rmtree(again / "variants")
    write_demo(again)
    assert (again / "results" / "report.html").read_text() == "mine"
    assert (again / "study.yaml").read_text() == "samples: samples.csv"
    shutil.rmtree(again / "results")
    (again / "study.yaml").write_bytes((demo / "study.yaml").read_bytes())
    assert fingerprint(again) == fingerprint(demo)


def test_written_cohort_is_not_written_again(demo):
    before = {path: path.stat().st_mtime_ns for path in demo.rglob("*")}
    write_demo(demo)
    assert before == {path: path.stat().st_mtime_ns for path in demo.rglob("*")}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"thesis.txt": "mine"}, "not empty"),
        ({"demo.json": "[]"}, "not empty"),
        ({"demo.json": '{"simulated": true, "seed": 7, "files": {}}'}, "seed 7, not 2022"),
    ],
)
def test_refuses_what_it_did_not_write(tmp_path, content, problem):
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=problem):
        write_demo(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(content)


def test_refuses_a_file(tmp_path):
    file = tmp_path / "demo"
    file.write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        write_demo(file)
    assert file.read_text() == "mine"
