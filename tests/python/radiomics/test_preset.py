"""Presets are PyRadiomics parameter files with one section of our own."""

from __future__ import annotations

import pytest
import yaml
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import extdata, preset_names, read_yaml
from radiotmb.radiomics import read_preset


@pytest.mark.parametrize("name", preset_names("extraction"))
def test_presets_without_our_section_are_pyradiomics_parameter_files(name, tmp_path):
    content = read_yaml(extdata("extraction", f"{name}.yaml"))
    content.pop("radiotmb")
    file = tmp_path / "parameters.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    extractor = RadiomicsFeatureExtractor(str(file))
    preset = read_preset(name)
    assert extractor.enabledImagetypes == preset.image_types
    assert extractor.enabledFeatures == preset.feature_classes
    own = {key: value for key, value in extractor.settings.items() if key != "additionalInfo"}
    assert own == preset.settings


def test_a_parameter_file_of_ones_own(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("setting:\n  binWidth: 25\n  resegmentRange: [-50, 200]\n")
    preset = read_preset(file)
    assert preset.window == "none"
    assert preset.settings["resegmentRange"] == [-50, 200]
    assert preset.image_types == {"Original": {}}
    assert list(preset.feature_classes)[:2] == ["shape", "firstorder"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("setting:\n  binWidht: 25\n", "not a PyRadiomics parameter file"),
        ("setting:\n  binWidth: -3\n", "not a PyRadiomics parameter file"),
        ("imageType:\n  Wavlet: {}\n", "not a PyRadiomics parameter file"),
        ("radiotmb:\n  windows: clamp\n", "section radiotmb"),
        ("radiotmb:\n  window: clamp\n", "window_hu is None"),
        ("radiotmb:\n  window_hu: [500, -150]\n", "window_hu is"),
        ("radiotmb:\n  window_hu: [-150, 500]\n  window: cut\n", "no window mode 'cut'"),
        ("- a list\n", "not a YAML mapping"),
        ("setting: [\n", "not readable as YAML"),
    ],
)
def test_faulty_files_are_refused(tmp_path, text, message):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        read_preset(file)
    assert caught.value.file == str(file)


def test_an_unknown_name_lists_the_known():
    with pytest.raises(InputError, match="no preset 'studie'; expected one of study"):
        read_preset("studie")


def test_the_hash_changes_with_the_values_and_not_with_the_name(tmp_path):
    file = tmp_path / "copy.yaml"
    file.write_text(extdata("extraction", "study.yaml").read_text())
    study = read_preset("study")
    assert read_preset(file).hash == study.hash
    changed = [
        read_preset("study-64"),
        read_preset("study-literal"),
        study.with_options(sigma=[3.0]),
        study.with_options(bin_width=25),
        study.with_options(window="resegment"),
        study.with_options(resample_mm=(1, 1, 1)),
        study.with_options(two_dimensional=True),
        study.with_options(pad_sigmas=16),
    ]
    assert len({preset.hash for preset in [study, *changed]}) == 9


@pytest.mark.parametrize(
    "options",
    [
        {"sigma": [0.0]},
        {"window": "fold"},
        {"window_hu": (10, 10)},
        {"window": "none", "window_hu": (0, 100)},
        {"resample_mm": (1, -1, 1)},
        {"pad_sigmas": 0},
    ],
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(InputError):
        read_preset("study").with_options(**options)
