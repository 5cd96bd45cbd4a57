"""What is a mask, a variant file, a population; whose a file is."""

import pytest

from radiotmb.study.found_files import Owner, find_files, owner_of


def folder_with(tmp_path, *names):
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return find_files(tmp_path)


@pytest.mark.parametrize(
    "mask", ["a_mask.nii.gz", "a-seg.nrrd", "a_label.mha", "mask_a.nii", "A_GTV.nii.gz"]
)
def test_a_mask_is_its_images_name_with_a_word_for_mask(tmp_path, mask):
    found = folder_with(tmp_path, "a.nii.gz", mask)
    assert [scan[1:] for scan in found.scans] == [("a.nii.gz", mask)]


def test_an_image_without_mask_is_named(tmp_path):
    found = folder_with(tmp_path, "a.nii.gz", "segmented.nii.gz", "b/a_mask.nii.gz")
    assert found.scans == []
    assert found.without_mask == ["a.nii.gz", "segmented.nii.gz"]


def test_variants_populations_targets_and_hidden_files(tmp_path):
    found = folder_with(
        tmp_path, "P1_primary.vcf.gz", "b.maf", "gnomad.vcf.gz", "panel.bed", ".x.vcf", "a.txt"
    )
    assert [name for _, name in found.variants] == ["P1_primary.vcf.gz", "b.maf"]
    assert (found.germline, found.targets) == ("gnomad.vcf.gz", "panel.bed")


@pytest.mark.parametrize(
    ("stem", "owner"),
    [
        ("SIM-01_primary_supine", Owner("SIM-01", "primary", "supine")),
        ("x/LB_1_MET_late_phase", Owner("LB_1", "metastasis", "late_phase")),
        ("P7", Owner("P7", "", "")),
        ("P7_portal", Owner("P7", "", "portal")),
        ("P7_liver_portal", Owner("P7", "metastasis", "portal", "liver")),
        ("P7_colon", Owner("P7", "primary", "", "colon")),
        ("P7_liver_primary_late", Owner("P7", "primary", "late", "", ("liver",))),
        ("P7_metastasis1_portal", Owner("P7", "", "portal", "", ("metastasis1",))),
        ("P7_met_lung_portal", Owner("P7", "metastasis", "portal", "", ("lung",))),
        ("P7_tumor", Owner("P7", "", "", "", ("tumor",))),
        ("CT_01_primary", Owner("CT_01", "primary", "")),
    ],
)
def test_whose_a_file_is(stem, owner):
    assert owner_of(stem) == owner
