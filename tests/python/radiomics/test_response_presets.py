"""The filters a preset lists: their names, their hash, and what is refused."""

from __future__ import annotations

import pytest

from radiotmb.errors import InputError
from radiotmb.radiomics import read_preset
from radiotmb.radiomics.response_presets import read_filters

PRESET = "imageType: {{Original: {{}}}}\nradiotmb:\n  ibsi2:\n{}"


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({"filter": "mean", "support": 5, "dimensions": 2}, "ibsi-mean-5-2D"),
        ({"filter": "log", "sigma": 1.5}, "ibsi-log-1-5-mm-3D"),
        ({"filter": "log", "sigma": 3, "truncate": 3}, "ibsi-log-3-0-mm-truncate-3-3D"),
        (
            {"filter": "laws", "kernels": "l5e5", "rotation": "max", "energy": 7},
            "ibsi-laws-L5E5-max-energy-7-2D",
        ),
        (
            {"filter": "wavelet", "wavelet": "bior1.3", "band": "LLH", "boundary": "zero"},
            "ibsi-wavelet-bior1-3-LLH-level-1-3D-zero",
        ),
    ],
)
def test_an_image_is_named_by_what_made_it(entry, name):
    assert read_filters([entry])[0].image_type == name


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    - filter: gabor", "filter 1: no filter 'gabor'; expected one of mean, log, laws"),
        ("    - {filter: mean}", "filter 1: filter mean lacks a key .*support"),
        ("    - {filter: mean, support: 4}", "support 4; expected an odd number"),
        ("    - {filter: mean, support: 5.0}", "support 5.0; expected a whole number"),
        ("    - {filter: mean, support: 3, sigma: 2}", "no key sigma; expected .*support"),
        ("    - {filter: log, sigma: -1}", "sigma -1; expected a number above 0"),
        ("    - {filter: log, sigma: .nan}", "sigma nan; expected a number above 0"),
        ("    - {filter: log, sigma: 1, dimensions: 4}", "dimensions 4; expected one of 2, 3"),
        ("    - {filter: log, sigma: 1, boundary: wrap}", "boundary 'wrap'; expected one of zero"),
        ("    - {filter: laws, kernels: L5X5}", "kernels 'L5X5'; expected two or three"),
        ("    - {filter: laws, kernels: L5}", "dimensions 1|kernels 'L5'"),
        ("    - {filter: laws, kernels: L5E5, rotation: sum}", "rotation 'sum'; expected one of"),
        ("    - {filter: wavelet, wavelet: db99, band: LL}", "no wavelet 'db99'"),
        ("    - {filter: wavelet, wavelet: db3, band: LXH}", "band 'LXH'"),
        ("    - {filter: mean, support: 3, binWidth: 0}", "binWidth 0; expected a number above 0"),
        ("    - {filter: mean, support: 3}\n    - {filter: mean, support: 3}", "the same image"),
        ("    filter: mean", "ibsi2 is no list of filters"),
        ("    - mean", "ibsi2 is no list of filters"),
    ],
)
def test_what_is_no_filter_is_refused(tmp_path, lines, said):
    file = tmp_path / "own.yaml"
    file.write_text(PRESET.format(lines))
    with pytest.raises(InputError, match=rf"own\.yaml.*({said})"):
        read_preset(file)


def test_margins_that_cut_off_what_a_filter_looks_at_are_refused(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(
        "setting: {preCrop: true}\n" + PRESET.format("    - {filter: mean, support: 3}")
    )
    with pytest.raises(InputError, match="preCrop and padDistance cut off"):
        read_preset(file)


def test_a_filter_changes_the_hash_and_its_absence_does_not(tmp_path):
    files = {name: tmp_path / f"{name}.yaml" for name in ("without", "three", "five", "bins")}
    files["without"].write_text("imageType: {Original: {}}\nradiotmb: {pad_voxels: 6}\n")
    for name, more in (("three", "support: 3"), ("five", "support: 5"),
                       ("bins", "support: 3, binWidth: 5")):  # fmt: skip
        files[name].write_text(PRESET.format(f"    - {{filter: mean, {more}}}"))
    assert len({read_preset(file).hash for file in files.values()}) == 4
