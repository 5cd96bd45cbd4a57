"""Presets say what the publications say, and a wrong preset says what is wrong."""

import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_names
from radiotmb.tmb import read_assay


def test_the_study_preset_is_the_published_one():
    assay = read_assay("study")
    assert (assay.min_depth, assay.min_fraction) == (300, 0.10)
    assert assay.denominator.kind == "fixed"
    assert assay.denominator.megabases == 1.2
    assert assay.cutoff == 10
    assert "missense_variant" in assay.wanted
    assert not {"synonymous_variant", "splice_donor_variant"} & assay.wanted


def test_oncomine_keeps_its_corrections_off():
    assay = read_assay("oncomine-3.0")
    assert (assay.min_depth, assay.min_fraction, assay.denominator.kind) == (60, 0.05, "callable")
    assert not assay.calibration.apply
    assert assay.calibration.slope == 1.4637
    assert not assay.standardisation.apply


def test_all_coding_has_no_filter_on_reads_or_population():
    assert not {"depth", "fraction", "germline", "caller"} & set(read_assay("all-coding").filters)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # F1CDx label: 5 %, synonymous ones counted, 793 kb.
        ("foundationone", (0, 0, 0.05, 1, True, False, "fixed", 0.793)),
        # Cheng 2015 and Samstein 2019: outside hotspots 20x, 10 reads, 5 %; 1.22 Mb of 468 genes.
        ("msk-impact", (20, 10, 0.05, 1, False, True, "fixed", 1.22)),
        # Illumina's guides: coding bases of 50x, 5 to 90 %, synonymous ones counted.
        ("tso500", (50, 0, 0.05, 0.9, True, False, "callable", None)),
        ("exome", (0, 0, 0.05, 1, False, False, "bed", None)),
    ],
)
def test_presets_of_other_assays_are_as_published(name, expected):
    assay = read_assay(name)
    assert (
        assay.min_depth, assay.min_alt_depth, assay.min_fraction, assay.max_fraction,
        assay.synonymous, assay.splice, assay.denominator.kind, assay.denominator.megabases,
    ) == expected  # fmt: skip
    assert assay.source
    assert not assay.denominator.assumed


def test_ten_alleles_of_gnomads_exomes_are_germline_to_tso500():
    # 125,748 exomes of gnomAD 2.1 are 251,496 alleles.
    assert read_assay("tso500").germline.population_frequency == pytest.approx(
        10 / 251_496, rel=0.01
    )


@pytest.mark.parametrize("name", preset_names("assays"))
def test_every_preset_reads_and_has_a_hash_of_its_own(name):
    others = {read_assay(other).hash for other in preset_names("assays") if other != name}
    assert read_assay(name).hash not in others


def test_prose_does_not_change_the_hash_and_a_limit_does(write):
    text = "denominator: {kind: fixed, megabases: 1.2}\nmin_depth: 50\n"
    plain = read_assay(write("a.yaml", text))
    assert read_assay(write("b.yaml", text + "description: other\n")).hash == plain.hash
    assert read_assay(write("c.yaml", text.replace("50", "51"))).hash != plain.hash


def test_another_size_leaves_the_rest():
    assay = read_assay("oncomine-3.0").with_megabases(0.8)
    assert assay.denominator.kind == "fixed"
    assert assay.min_depth == 60
    for wrong in (0, -1, float("nan"), float("inf")):
        with pytest.raises(InputError, match="megabases"):
            assay.with_megabases(wrong)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("denominator: {kind: fixed}", "megabases"),
        ("denominator: {kind: fixed, megabases: -1}", "megabases"),
        ("denominator: {kind: bed}\nmin_fraction: 10", "min_fraction"),
        ("denominator: {kind: bed}\nfilters: [depht]", "filters"),
        ("denominator: {kind: bed}\nfilters: [depth, depth]", "twice"),
        ("denominator: {kind: bed}\nconsequences: [misense]", "misense"),
        ("denominator: {kind: bed}\nunknown: 1", "unknown"),
        ("- a list", "mapping"),
    ],
)
def test_a_wrong_entry_is_named(write, text, word):
    path = write("own.yaml", text)
    with pytest.raises(InputError, match=word) as raised:
        read_assay(path)
    assert raised.value.file == str(path)


def test_an_unknown_preset_lists_the_known_ones():
    with pytest.raises(InputError, match=r"all-coding.*oncomine-3\.0.*study"):
        read_assay("stduy")
