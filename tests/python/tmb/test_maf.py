"""MAF: many samples in a file, every line end, and a recount by hand."""

import csv
import gzip
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.tmb import burden_of_files, compute_burden, read_assay

READ = ("genomics", "tcga", "MC3_READ_all.maf.tsv.gz")
COUNTED = {
    "Missense_Mutation", "Nonsense_Mutation", "Nonstop_Mutation", "Translation_Start_Site",
    "Frame_Shift_Del", "Frame_Shift_Ins", "In_Frame_Del", "In_Frame_Ins",
}  # fmt: skip
TEN = [
    "TCGA-AF-2687-01A-02D-1733-10", "TCGA-AF-2689-01A-01D-1989-10",
    "TCGA-AF-2690-01A-02D-1733-10", "TCGA-AF-2691-01A-01D-1989-10",
    "TCGA-AF-2692-01A-01D-1989-10",
]  # fmt: skip


@pytest.fixture(scope="module")
def read_rows(shared):
    with gzip.open(shared(*READ), "rt") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_tcga_rectum_equals_a_recount_for_ten_samples(shared, read_rows):
    found = burden_of_files(
        [shared(*READ)], read_assay("all-coding").with_megabases(38), keep="counted"
    )
    names = list(dict.fromkeys(row["Tumor_Sample_Barcode"] for row in read_rows))
    assert found.burden["patient_id"].tolist() == names
    assert (found.burden["tmb_lower"] <= found.burden["tmb"]).all()
    assert (found.burden["tmb"] < found.burden["tmb_upper"]).all()
    burden = found.burden.set_index("patient_id")["mutations"]
    ten = [*TEN, *(name for name in names if name not in TEN)][:10]
    for name in ten:
        by_hand = sum(
            row["Tumor_Sample_Barcode"] == name and row["Variant_Classification"] in COUNTED
            for row in read_rows
        )
        assert burden[name] == by_hand, name


def test_tcga_rectum_by_the_studys_rules(shared, read_rows):
    found = burden_of_files([shared(*READ)], read_assay("study"), keep="counted")
    by_hand = Counter()
    for row in read_rows:
        ref, alt = int(row["t_ref_count"]), int(row["t_alt_count"])
        by_hand[row["Tumor_Sample_Barcode"]] += (
            row["Variant_Classification"] in COUNTED
            and row["FILTER"] == "PASS"
            and ref + alt >= 300
            and alt / (ref + alt) >= 0.10
        )
    assert found.burden.set_index("patient_id")["mutations"].to_dict() == by_hand


def test_line_ends_and_compression_do_not_matter(lab, write):
    calls = [lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 6)]
    files = [write(f"m{i}.maf", lab.maf_text(calls, f"S{i}", end)) for i, end in
             enumerate(("\n", "\r\n", "\r"))]  # fmt: skip
    files.append(write("m3.maf.gz", gzip.compress(lab.maf_text(calls, "S3").encode())))
    assert burden_of_files(files, read_assay("study")).burden["mutations"].tolist() == [5] * 4


def test_a_samples_table_names_samples_inside_one_maf(lab, write, tmp_path):
    one = lab.maf_text([lab.Call(pos=5, ref="C", alt="T")], "A-1")
    two = lab.maf_text([lab.Call(pos=i, ref="C", alt="T") for i in (5, 9)], "A-2").splitlines()
    write("all.maf", one + "\n".join(two[2:]) + "\n")
    table = pd.DataFrame(
        {
            "patient_id": ["A", "A", "B"],
            "lesion": ["metastasis", "primary", "primary"],
            "variants": ["all.maf"] * 3,
            "sample": ["A-2", "A-1", "A-1"],
        }
    )
    found = compute_burden(table, read_assay("study"), folder=tmp_path)
    assert found.burden["mutations"].tolist() == [2, 1, 1]
    table.loc[0, "sample"] = "A-3"
    with pytest.raises(InputError, match="no sample 'A-3'"):
        compute_burden(table, read_assay("study"), folder=tmp_path)
    with pytest.raises(InputError, match="holds 2 samples"):
        compute_burden(table.drop(columns="sample"), read_assay("study"), folder=tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda t: t.replace("Variant_Classification", "Effect"),
            "Variant_Classification|variants",
        ),
        (lambda t: t.replace("Start_Position", "Begin"), "Start_Position"),
        (lambda t: t.replace("\t5\t", "\t-5\t"), "line 3.*'-5'"),
        (lambda t: t.replace("\t560\t", "\tmany\t"), "line 3.*t_ref_count is 'many'"),
        (lambda t: t.replace("\tPASS", ""), "line 3.*columns"),
        (lambda t: "", "empty"),
        (lambda t: t.replace("t_alt_count", "x").replace("t_ref_count", "y"), "--depth-tag"),
    ],
)
def test_what_is_wrong_is_named(lab, write, change, words):
    path = write("bad.maf", change(lab.maf_text([lab.Call(pos=5, ref="C", alt="T")])))
    with pytest.raises(InputError, match=words) as raised:
        burden_of_files([path], read_assay("study"))
    assert raised.value.file == str(path)


def test_columns_of_another_name_can_be_told(lab, write):
    text = lab.maf_text([lab.Call(pos=5, ref="C", alt="T")])
    text = text.replace("t_ref_count", "reads").replace("t_alt_count", "vaf")
    path = write("own.maf", text.replace("\t560\t240\t", "\t800\t30%\t"))
    found = burden_of_files([path], read_assay("study"), depth_tag="reads", fraction_tag="vaf")
    row = found.variants.iloc[0]
    assert (row.depth, row.alt_fraction, row.verdict) == (800, 0.3, "counted")
    with pytest.raises(InputError, match="no column 'depth'"):
        burden_of_files([path], read_assay("study"), depth_tag="depth")


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    cells=st.lists(
        st.one_of(
            st.text(alphabet="ACGT-0123456789.eE\t\r%N ", max_size=12),
            st.sampled_from(["Missense_Mutation", "PASS", "", "nan", "-1", "\x00", "\u00df"]),
        ),
        max_size=13,
    ),
    cut=st.integers(0, 200),
)
def test_no_maf_gives_a_traceback(lab, write, cells, cut):
    text = lab.maf_text([lab.Call(pos=5, ref="C", alt="T")]) + "\t".join(cells) + "\n"
    path = write("fuzz.maf", text[cut:] if cut % 4 == 0 else text)
    error, found = attempt(lambda: burden_of_files([path], read_assay("study")))
    assert error is None or (isinstance(error, InputError) and error.file is not None)
    assert found is None or found.burden["mutations"].sum() <= 2


def attempt(work):
    """What a call raises of its own errors, or returns; anything else fails the test."""
    try:
        return None, work()
    except RadiotmbError as error:
        return error, None


def test_more_samples_and_contigs_than_a_packed_key_holds(tables, write, monkeypatch):
    from radiotmb.tmb.filters import duplicate

    rows = [
        f"K {chrom} {5 + i % 3} Missense_Mutation C T S{i % 7} 500 200"
        for chrom in ("1", "2", "3")
        for i in range(42)
    ]
    path = write("many.maf", tables.maf(rows))
    whole = burden_of_files([path], read_assay("study"))
    assert whole.burden["mutations"].sum() == len({tuple(row.split()[1:7]) for row in rows})
    monkeypatch.setattr(duplicate, "_MOST_SAMPLES", 3)
    monkeypatch.setattr(duplicate, "_MOST_CHROMS", 2)
    pd.testing.assert_frame_equal(
        burden_of_files([path], read_assay("study")).variants, whole.variants
    )


def test_a_thread_that_reads_ahead_changes_neither_rows_nor_notes(tables, write, monkeypatch):
    from radiotmb.tmb import lines, read_ahead

    rows = [
        f"K {1 + i % 9} {5 + i % 50} Missense_Mutation C T S{i % 7} 500 200" for i in range(300)
    ]
    for place, change in ((40, ("500", "many")), (120, (" C ", " ")), (200, (" 500", " 500 1"))):
        rows[place] = rows[place].replace(*change, 1)
    path = write("ahead.maf", tables.maf(rows))
    whole = burden_of_files([path], read_assay("study"))
    assert sum("rows" in note for note in whole.notes) == 2
    monkeypatch.setattr(lines, "_FIRST", 500)
    monkeypatch.setattr(lines, "_BLOCK", 500)
    for least in (1 << 30, 0):
        monkeypatch.setattr(read_ahead, "_LARGE", least)
        found = burden_of_files([path], read_assay("study"))
        assert found.notes == whole.notes
        for name in ("burden", "variants", "funnel"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(whole, name))
