"""Agreement of a cohort's features under perturbation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.radiomics import (
    Perturbation,
    read_preset,
    repeatability,
    repeatable_features,
)
from radiotmb.runtime.workers import Workers

PRESET = read_preset("study").with_options(sigma=[])
PRESET.image_types.pop("Wavelet")


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """Five spheres of different size and brightness in one phase, one scan alone in another."""
    folder = tmp_path_factory.mktemp("cohort")
    z, y, x = np.ogrid[:12, :40, :40]
    rows = []
    for index in range(6):
        rng = np.random.default_rng(index)
        inside = ((z - 6) * 4.0) ** 2 + ((y - 20) * 0.8) ** 2 + ((x - 20) * 0.8) ** 2
        inside = inside < (8 + index) ** 2
        values = rng.normal(20, 10, inside.shape) + inside * (20 + 15 * index)
        image = sitk.GetImageFromArray(values.round().astype(np.int16))
        image.SetSpacing((0.8, 0.8, 4.0))
        mask = sitk.GetImageFromArray(inside.astype(np.uint8))
        mask.CopyInformation(image)
        sitk.WriteImage(image, str(folder / f"{index}.nrrd"))
        sitk.WriteImage(mask, str(folder / f"{index}_mask.nrrd"))
        phase = "plain" if index < 5 else "enhanced"
        rows.append([f"P{index}", "metastasis", phase, f"{index}.nrrd", f"{index}_mask.nrrd"])
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "phase", "image", "mask"]), folder


def test_what_is_measured_and_what_it_says(cohort, tmp_path):
    table, folder = cohort
    result = repeatability(
        table,
        PRESET,
        folder=folder,
        change=Perturbation(variants=4),
        workers=Workers(store=tmp_path),
    )
    assert result.failures.empty
    assert len(result.values) == 6 * 5
    # One scan alone has nothing to be compared with.
    assert set(result.icc.phase) == {"plain"}
    assert list(result.icc.columns) == [
        "lesion", "phase", "feature", "icc", "lower", "upper", "scans", "measurements", "flag",
    ]  # fmt: skip
    assert len(result.icc) == 107
    assert set(result.icc.scans) == {5}
    assert set(result.icc.measurements) == {5}
    icc = result.icc.set_index("feature")
    # The spheres' means are 15 HU apart and hardly move; the extremes of noise do.
    assert icc.loc["original_firstorder_Mean", "icc"] > 0.95
    noisy = icc.loc["original_firstorder_Skewness", "icc"]
    assert noisy < icc.loc["original_firstorder_Mean", "icc"]
    kept = repeatable_features(result.icc, 0.9)
    assert "original_firstorder_Mean" in kept
    assert set(kept) <= set(repeatable_features(result.icc, 0.9, bound="icc"))
    again = repeatability(
        table,
        PRESET,
        folder=folder,
        change=Perturbation(variants=4),
        workers=Workers(store=tmp_path),
    )
    pd.testing.assert_frame_equal(result.icc, again.icc, check_exact=True)


def test_the_order_of_the_scans_does_not_matter(cohort):
    table, folder = cohort
    some = table[:3]
    one = repeatability(some, PRESET, folder=folder, change=Perturbation(variants=2))
    two = repeatability(some[::-1], PRESET, folder=folder, change=Perturbation(variants=2))
    keys = ["patient_id", "perturbation"]
    pd.testing.assert_frame_equal(
        one.values.sort_values(keys, ignore_index=True),
        two.values.sort_values(keys, ignore_index=True),
        check_exact=True,
    )
    other = repeatability(some, PRESET, folder=folder, change=Perturbation(variants=2, seed=1))
    assert not one.values.equals(other.values)


def test_without_perturbation_all_agree(cohort):
    table, folder = cohort
    none = Perturbation(0.0, 0.0, 0.0, 0.0, variants=1)
    result = repeatability(table[:3], PRESET, folder=folder, change=none)
    defined = result.icc[result.icc.flag == ""]
    assert (defined.icc == 1).all()
    assert len(defined) > 90


def test_failures_are_recorded_and_too_few_scans_refused(cohort, tmp_path):
    table, folder = cohort
    broken = table.assign(image=table.image.where(table.patient_id != "P1", "absent.nrrd"))
    result = repeatability(broken[:3], PRESET, folder=folder, change=Perturbation(variants=1))
    assert result.failures.patient_id.tolist() == ["P1"]
    assert set(result.icc.scans) == {2}
    with pytest.raises(InputError, match="no lesion and phase has two scans"):
        repeatability(broken[:2], PRESET, folder=folder, change=Perturbation(variants=1))
    with pytest.raises(InputError, match="no scan could be measured"):
        repeatability(broken[1:2], PRESET, folder=folder, change=Perturbation(variants=1))
    with pytest.raises(InputError, match="0 perturbations"):
        repeatability(table, PRESET, folder=folder, change=Perturbation(variants=0))


def test_the_command_line_sets_how_far_variants_go(cohort, tmp_path):
    table, folder = cohort
    images = folder / "images.csv"
    table[:3].to_csv(images, index=False)
    preset = tmp_path / "first-order.yaml"
    preset.write_text("imageType: {Original: {}}\nfeatureClass: {firstorder: []}\n")
    still = ["--volume-share", "0", "--translation", "0", "--rotation", "0", "--noise", "0"]
    written = ["--out", str(tmp_path / "icc.csv"), "--values", str(tmp_path / "values.csv")]
    asked = ["repeatability", "--images", str(images), "--preset", str(preset)]
    assert exit_status([*asked, "--perturbations", "1", *still, *written]) == 0
    icc = pd.read_csv(tmp_path / "icc.csv")
    assert (icc.icc[icc.flag.isna()] == 1).all()
    values = pd.read_csv(tmp_path / "values.csv")
    assert values.perturbation.tolist() == [0, 1] * 3
    assert exit_status([*asked, "--perturbations", "1", *written]) == 0
    assert (pd.read_csv(tmp_path / "icc.csv").icc < 1).any()


def test_repeatability_shows_how_many_features_are_good_and_draws_them_all():
    from radiotmb.radiomics import RepeatabilityResult

    icc = pd.DataFrame(
        {"feature": ["a", "b", "c"], "icc": [0.95, 0.8, 0.3], "lower": [0.9, 0.6, 0.1],
         "upper": [0.98, 0.9, 0.5], "flag": ""}
    )  # fmt: skip
    found = RepeatabilityResult(icc, pd.DataFrame(), pd.DataFrame())
    assert "With a lower limit of at least 0.75: 1" in found._repr_html_()
    heights = [[bar.get_height() for bar in axes.patches] for axes in found.plot().axes]
    assert [sum(one) for one in heights] == [3, 3]
