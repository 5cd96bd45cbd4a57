"""One table in, one table out: failures recorded, finished scans kept, workers without effect."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.inputs.tables import write_table
from radiotmb.radiomics import extract_cohort, read_preset
from radiotmb.runtime.workers import Workers


@pytest.fixture
def cohort(tmp_path):
    """Six small scans of two phases; the last has other voxels than the rest of its phase."""
    rows = []
    for index in range(6):
        values = np.random.default_rng(index).normal(60, 40, (10, 40, 40)).astype(np.int16)
        image = sitk.GetImageFromArray(values)
        image.SetSpacing((0.7, 0.7, 5.0) if index < 5 else (0.7, 0.7, 2.5))
        mask = np.zeros(values.shape, np.uint8)
        mask[3:7, 10:22, 12:26] = 1
        mask = sitk.GetImageFromArray(mask)
        mask.CopyInformation(image)
        sitk.WriteImage(image, str(tmp_path / f"{index}.nii.gz"))
        sitk.WriteImage(mask, str(tmp_path / f"{index}_mask.nii.gz"))
        rows.append([f"P{index // 2}", "metastasis", ["plain", "enhanced"][index % 2]])
    table = pd.DataFrame(rows, columns=["patient_id", "lesion", "phase"])
    table["image"] = [f"{index}.nii.gz" for index in range(6)]
    table["mask"] = [f"{index}_mask.nii.gz" for index in range(6)]
    return table, tmp_path


def quick():
    return read_preset("study").with_options(sigma=[1.0])


def test_rows_follow_the_table_and_carry_the_preset(cohort):
    table, folder = cohort
    result = extract_cohort(table, quick(), folder=folder)
    assert result.features.patient_id.tolist() == table.patient_id.tolist()
    assert list(result.features.columns[:4]) == ["patient_id", "lesion", "phase", "preset"]
    assert set(result.features.preset) == {quick().hash}
    assert result.features.shape == (6, 4 + 944)
    assert result.failures.empty
    assert "voxels of 0.7 x 0.7 x 2.5 mm" in result.quality.warnings.iloc[5]
    assert not result.quality.warnings.iloc[0]


@pytest.mark.slow
def test_workers_do_not_change_the_table(cohort):
    table, folder = cohort
    one = extract_cohort(table, quick(), folder=folder)
    two = extract_cohort(table, quick(), folder=folder, workers=2)
    pd.testing.assert_frame_equal(one.features, two.features, check_exact=True)
    pd.testing.assert_frame_equal(one.quality, two.quality, check_exact=True)


def test_a_scan_that_fails_is_recorded_and_the_others_go_on(cohort):
    table, folder = cohort
    (folder / "1.nii.gz").write_bytes(b"no image")
    sitk.WriteImage(sitk.Image([40, 40, 10], sitk.sitkUInt8), str(folder / "2_mask.nii.gz"))
    result = extract_cohort(table, quick(), folder=folder)
    assert len(result.features) == 4
    assert result.failures.patient_id.tolist() == ["P0", "P1"]
    assert result.failures.problem.iloc[0].startswith("not readable as an image")
    assert result.failures.problem.iloc[1] == "the mask is empty"
    assert result.failures.file.iloc[1].endswith("2_mask.nii.gz")


def test_finished_scans_are_not_redone_and_change_with_their_input(cohort, monkeypatch):
    table, folder = cohort
    store = folder / "store"
    first = extract_cohort(table, quick(), folder=folder, workers=Workers(store=store))
    stamps = {path.name: path.stat().st_mtime_ns for path in store.iterdir()}
    again = extract_cohort(table, quick(), folder=folder, workers=Workers(store=store))
    pd.testing.assert_frame_equal(first.features, again.features, check_exact=True)
    assert stamps == {path.name: path.stat().st_mtime_ns for path in store.iterdir()}
    extract_cohort(
        table[:1], quick().with_options(bin_width=25), folder=folder, workers=Workers(store=store)
    )
    os.replace(folder / "1_mask.nii.gz", folder / "0_mask.nii.gz")
    changed = sitk.ReadImage(str(folder / "0.nii.gz")) + 1
    sitk.WriteImage(changed, str(folder / "0.nii.gz"))
    extract_cohort(table[:1], quick(), folder=folder, workers=Workers(store=store))
    assert len(list(store.iterdir())) == 8


def test_values_that_are_not_numbers_survive_the_store(cohort):
    table, folder = cohort
    flat = sitk.GetImageFromArray(np.full((10, 40, 40), 50, np.int16))
    flat.CopyInformation(sitk.ReadImage(str(folder / "0.nii.gz")))
    sitk.WriteImage(flat, str(folder / "0.nii.gz"))
    one = extract_cohort(table[:1], quick(), folder=folder)
    two = extract_cohort(table[:1], quick(), folder=folder, workers=Workers(store=folder / "store"))
    three = extract_cohort(
        table[:1], quick(), folder=folder, workers=Workers(store=folder / "store")
    )
    pd.testing.assert_frame_equal(one.features, two.features, check_exact=True)
    pd.testing.assert_frame_equal(one.features, three.features, check_exact=True)


_SCRIPT = """
import sys
from pathlib import Path
from radiotmb.radiomics import extract_cohort, read_preset
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.runtime.workers import Workers
folder = Path(sys.argv[1])
images = read_table(folder / "images.csv", "images")
preset = read_preset("study").with_options(sigma=[1.0])
result = extract_cohort(images, preset, folder=folder, workers=Workers(store=folder / "store"))
write_table(result.features, folder / sys.argv[2])
"""


@pytest.mark.slow
def test_killed_and_started_again_gives_the_same_bytes(cohort):
    table, folder = cohort
    write_table(table, folder / "images.csv")

    def start(out):
        return subprocess.Popen([sys.executable, "-c", _SCRIPT, str(folder), out])

    def finished():
        return {
            path.name: path.stat().st_mtime_ns for path in (folder / "store").glob("[!.]*.json")
        }

    process = start("killed.csv")
    limit = time.monotonic() + 300
    while len(finished()) < 2 and time.monotonic() < limit:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = finished()
    assert 2 <= len(before) < len(table)
    assert not (folder / "killed.csv").exists()
    assert start("resumed.csv").wait() == 0
    after = finished()
    assert len(after) == len(table)
    assert before.items() <= after.items()
    whole = extract_cohort(table, quick(), folder=folder)
    write_table(whole.features, folder / "whole.csv")
    assert (folder / "resumed.csv").read_bytes() == (folder / "whole.csv").read_bytes()


def test_an_unknown_preset_is_refused(cohort):
    table, folder = cohort
    with pytest.raises(InputError, match="no preset 'studdy'"):
        extract_cohort(table, "studdy", folder=folder)


def test_features_without_a_value_are_counted_in_the_warnings(tmp_path):
    # Two voxels that touch nowhere: no pair, no run in any direction but their own.
    image = sitk.GetImageFromArray(np.random.default_rng(1).integers(0, 90, (9, 9, 9)))
    image = sitk.Cast(image, sitk.sitkInt16)
    mask = sitk.Image([9, 9, 9], sitk.sitkUInt8)
    mask[1, 1, 1] = mask[7, 7, 7] = 1
    sitk.WriteImage(image, str(tmp_path / "image.nrrd"))
    sitk.WriteImage(mask, str(tmp_path / "mask.nrrd"))
    row = ["P0", "primary", "supine", "image.nrrd", "mask.nrrd"]
    table = pd.DataFrame([row], columns=["patient_id", "lesion", "phase", "image", "mask"])
    result = extract_cohort(table, read_preset("study").with_options(sigma=[]), folder=tmp_path)
    missing = int(result.features.iloc[0, 4:].isna().sum())
    assert missing > 0
    assert f"{missing} of 851 features have no value" in result.quality.warnings.iloc[0]
    assert "2 voxels, under 64; 2 unconnected parts" in result.quality.warnings.iloc[0]


def test_a_cohort_shows_and_draws_its_scans_and_what_failed():
    from radiotmb.radiomics import CohortResult

    keys = pd.DataFrame({"patient_id": ["<a>", "b"], "lesion": "primary", "phase": "portal"})
    found = CohortResult(
        keys.assign(original_shape_Sphericity=[0.5, 0.6]),
        keys.assign(voxels=[900, 50], volume_ml=[9.0, 0.5], warnings=["", "50 voxels, under 64"]),
        pd.DataFrame({"patient_id": ["c"], "problem": ["no such file"]}),
    )
    html = found._repr_html_()
    assert "Scans: 2" in html
    assert "&lt;a&gt;" in html
    assert "50 voxels, under 64" in html
    assert "no such file" in html
    (axes,) = found.plot().axes
    usual, warned = axes.lines[0], axes.lines[1]
    assert usual.get_xdata().tolist() == [900]
    assert warned.get_xdata().tolist() == [50]


def test_a_column_that_is_missing_is_named_with_the_nearest(cohort):
    table, folder = cohort
    with pytest.raises(InputError, match="no column 'mask' among.*Did you mean 'Msk'"):
        extract_cohort(table.rename(columns={"mask": "Msk"}), "study", folder=folder)
