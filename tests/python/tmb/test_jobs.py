"""Which samples are read from which files: several tumours, two files of one, normals."""

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, compute_burden, read_assay

STUDY = read_assay("study")
CALLED, DENIED = "0/1:300,200:500", "0/0:500,0:500"


def rows(tables, *calls):
    """One missense variant for each tuple of calls."""
    return [
        f"chr1 {1000 + 50 * i} C T PASS CSQ={tables.vep()} GT:AD:DP {' '.join(call)}"
        for i, call in enumerate(calls)
    ]


def by_name(found):
    return found.burden.set_index("patient_id")["mutations"].to_dict()


PAIR = [(DENIED, CALLED, CALLED)] * 2 + [(DENIED, CALLED, DENIED)] * 4


@pytest.mark.parametrize(
    ("head", "names", "expected"),
    [
        (
            ["##normal_sample=N", "##tumor_sample=A", "##tumor_sample=B"],
            "N A B",
            {"A": 6, "B": 2},
        ),
        ([], "NORMAL TUMOR MET", {"TUMOR": 6, "MET": 2}),
        (["##normal_sample=N"], "N A B", {"A": 6, "B": 2}),
    ],
)
def test_each_tumour_of_a_file_has_its_row_and_a_note(tables, write, head, names, expected):
    path = write("pair.vcf", tables.vcf(rows(tables, *PAIR), names, head=head))
    found = burden_of_files([path], STUDY)
    assert by_name(found) == expected
    assert any("2 tumours" in note for note in found.notes)
    one = burden_of_files([path], STUDY, sample=names.split()[2])
    assert by_name(one) == {"pair": 2}
    with pytest.raises(InputError, match="no sample 'X'"):
        burden_of_files([path], STUDY, sample="X")


def test_a_named_normal_takes_out_what_it_carries(tables, write):
    calls = [(DENIED, CALLED), ("0/1:250,250:500", CALLED), ("0/0:490,10:500", CALLED)]
    path = write("s.vcf", tables.vcf(rows(tables, *calls), "NORMAL TUMOR"))
    plain = burden_of_files([path], STUDY)
    assert by_name(plain) == {"s": 3}
    assert any("--normal NORMAL" in note for note in plain.notes)
    found = burden_of_files([path], STUDY, normal="NORMAL")
    assert found.variants["verdict"].tolist() == ["counted", "normal", "counted"]
    strict = STUDY.changed({"max_normal_fraction": 0.01})
    assert by_name(burden_of_files([path], strict, normal="NORMAL")) == {"s": 1}
    with pytest.raises(InputError, match="no normal sample 'X'"):
        burden_of_files([path], STUDY, normal="X")


def test_snvs_and_indels_of_one_sample_in_two_files_are_one_burden(tables, write, tmp_path):
    snv = tables.vcf(rows(tables, (CALLED,)))
    indel = tables.vcf(
        [f"chr1 1000 CA C PASS CSQ={tables.vep('-', 'frameshift_variant')} GT:AD:DP {CALLED}"]
    )
    files = [write("P1.somatic.snvs.vcf", snv), write("P1.somatic.indels.vcf", indel)]
    found = burden_of_files(files, STUDY)
    assert by_name(found) == {"P1": 2}
    assert found.funnel["remaining"].iloc[-1] == 2
    assert any("two files" in note for note in found.notes)
    table = pd.DataFrame(
        {"patient_id": "P", "lesion": "primary", "variants": [path.name for path in files]}
    )
    for workers in (1, 2):
        joined = compute_burden(table, STUDY, folder=tmp_path, workers=workers)
        assert by_name(joined) == {"P": 2}
    write("other.vcf", snv)
    with pytest.raises(InputError, match="2 rows"):
        compute_burden(table.assign(variants=["other.vcf", files[0].name]), STUDY, folder=tmp_path)


def test_the_same_variant_in_both_files_counts_once(tables, write):
    text = tables.vcf(rows(tables, (CALLED,)))
    files = [write("P1.snvs.vcf", text), write("P1.indels.vcf", text)]
    found = burden_of_files(files, STUDY)
    assert by_name(found) == {"P1": 1}
    assert sorted(found.variants["verdict"]) == ["counted", "duplicate"]


def test_a_sample_without_any_variant_has_a_burden_of_0(tables, write):
    for name, csq in (("a.vcf", True), ("b.vcf", False)):
        path = write(name, tables.vcf([], csq=csq))
        assert burden_of_files([path], STUDY).burden["mutations"].tolist() == [0]


def test_sequenced_samples_of_a_maf_without_a_row_have_a_burden_of_0(tables, write):
    text = tables.maf(["KRAS 12 5 Missense_Mutation C T A 500 200"])
    path = write("m.maf", "#sequenced_samples: A B\n" + text)
    assert by_name(burden_of_files([path], STUDY)) == {"A": 1, "B": 0}


def test_a_store_gives_the_same_rows_again(tables, write, tmp_path):
    write("s.vcf", tables.vcf(rows(tables, (CALLED,), (DENIED,))))
    table = pd.DataFrame({"patient_id": ["A"], "lesion": "primary", "variants": "s.vcf"})
    options = {"folder": tmp_path, "store": tmp_path / "kept"}
    first, again = (compute_burden(table, STUDY, **options) for _ in range(2))
    plain = compute_burden(table, STUDY, folder=tmp_path)
    for name in ("burden", "variants", "funnel", "counted"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
        pd.testing.assert_frame_equal(getattr(first, name), getattr(plain, name))
    assert first.notes == again.notes == plain.notes
