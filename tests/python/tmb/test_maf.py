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
    assert sum("rows" in note for note in whole.notes) == 3
    monkeypatch.setattr(lines, "_FIRST", 500)
    monkeypatch.setattr(lines, "_BLOCK", 500)
    for least in (1 << 30, 0):
        monkeypatch.setattr(read_ahead, "_LARGE", least)
        found = burden_of_files([path], read_assay("study"))
        assert found.notes == whole.notes
        for name in ("burden", "variants", "funnel"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(whole, name))


def row_of(sample="S1", pos="5", chrom="1", kind="Missense_Mutation"):
    return f"K {chrom} {pos} {kind} C T {sample} 500 200"


def test_a_row_without_sample_chromosome_or_position_makes_no_patient(tables, write):
    text = tables.maf([row_of(pos=str(n)) for n in range(5, 9)])
    lines = text.splitlines(keepends=True)
    lines[1] = lines[1].replace("\tS1\t", "\t\t")
    lines[2] = lines[2].replace("\t1\t", "\t\t", 1)
    lines[3] = lines[3].replace("\t7\t", "\t0\t", 1)
    found = burden_of_files([write("whose.maf", "".join(lines))], "study")
    assert found.burden["patient_id"].tolist() == ["S1"]
    assert found.burden["mutations"].tolist() == [1]
    said = " ".join(found.notes)
    assert "line 2: Tumor_Sample_Barcode is empty" in said
    assert "line 3: Chromosome is empty" in said
    assert "line 4: the position is '0'" in said


def test_blanks_around_a_sample_are_no_part_of_it(tables, write):
    rows = [row_of("S1", "5"), row_of("S1~", "5"), row_of("~S1", "6"), row_of("S2", "5")]
    path = write("blank.maf", tables.maf(rows).replace("~", " "))
    found = burden_of_files([path], "study")
    assert found.burden[["patient_id", "mutations"]].to_numpy().tolist() == [["S1", 2], ["S2", 1]]
    assert burden_of_files([path], "study", sample="S1").burden["mutations"].tolist() == [2]


@pytest.mark.parametrize("other", [b"P\xe8", b"P"])
def test_a_sample_that_is_no_utf_8_is_refused_by_its_line(tables, write, tmp_path, other):
    text = tables.maf([row_of("P1", "5"), row_of("QQ", "6"), row_of("QQ", "7")]).encode()
    path = tmp_path / "latin.maf"
    path.write_bytes(text.replace(b"QQ", b"P\xe9", 1).replace(b"QQ", other))
    with pytest.raises(InputError, match=r"Tumor_Sample_Barcode is 'P\\xe9'.*UTF-8") as refused:
        burden_of_files([path], "study")
    assert refused.value.where == "line 3"
    # The character that stands for what could not be read is text as any other.
    path.write_bytes(text.replace(b"QQ", "P\ufffd".encode()))
    assert burden_of_files([path], "study").burden["mutations"].tolist() == [1, 2]


@pytest.mark.parametrize("said", ["abc", "-0.5", "inf", "1e400", "5%5"])
def test_a_fraction_that_is_none_is_named_by_its_line(tables, write, said):
    rows = [row_of(pos=str(n)) for n in range(5, 9)]
    text = tables.maf(rows).replace("t_ref_count", "t_vaf").replace("t_alt_count", "t_depth")
    text = text.replace("\t500\t200", "\t0.4\t900").replace("\t0.4\t", f"\t{said}\t", 1)
    found = burden_of_files([write("v.maf", text)], "study")
    assert found.burden["mutations"].tolist() == [3]
    assert any(f"line 2: t_vaf is '{said}'" in note for note in found.notes)


def vaf_file(tables, write, values):
    rows = [row_of(pos=str(n)) for n in range(5, 5 + len(values))]
    lines = tables.maf(rows).replace("t_ref_count", "t_vaf").replace("t_alt_count", "t_depth")
    head, *rows = lines.splitlines()
    rows = [
        row.replace("\t500\t200", f"\t{value}\t900")
        for row, value in zip(rows, values, strict=True)
    ]
    return write("vaf.maf", "\n".join([head, *rows, ""]))


def test_a_fraction_just_above_1_makes_no_percent_of_the_others(tables, write):
    found = burden_of_files([vaf_file(tables, write, ["0.4"] * 9 + ["1.0001"])], "study")
    assert found.burden["mutations"].tolist() == [10]
    assert found.variants["alt_fraction"].tolist() == [0.4] * 9 + [1.0]
    said = "have a fraction taken as 1 (1): line 11: t_vaf is '1.0001'"
    assert any(said in note for note in found.notes)


def test_few_values_that_make_a_column_percent_are_a_warning(tables, write):
    few = burden_of_files([vaf_file(tables, write, ["0.4"] * 9 + ["45"])], "study")
    assert few.burden["mutations"].tolist() == [1]
    assert any("t_vaf holds values over 1 (line 11: '45')" in note for note in few.notes)
    assert any("percent because of 1 of its 10 values" in note for note in few.notes)
    most = burden_of_files([vaf_file(tables, write, ["0.4"] * 4 + ["45"] * 6)], "study")
    assert not any("because of" in note for note in most.notes)


def test_quoted_cells_under_a_bare_header_are_read(tables, write):
    head, *rows = tables.maf([row_of(pos=str(n)) for n in range(5, 9)]).splitlines()
    quoted = ["\t".join(f'"{cell}"' for cell in row.split("\t")) for row in rows]
    found = burden_of_files([write("q.maf", "\n".join([head, *quoted, ""]))], "study")
    assert found.burden["mutations"].tolist() == [4]


def test_a_class_of_left_out_rows_only_is_not_called_unknown(tables, write):
    rows = [row_of(pos="5"), row_of(pos="x", kind="Strange")]
    notes = burden_of_files([write("c.maf", tables.maf(rows))], "study").notes
    assert not any("unknown classes" in note for note in notes)


def test_a_row_with_more_cells_than_the_header_is_left_out(tables, write):
    rows = [row_of(pos=str(n)) for n in range(5, 8)]
    text = tables.maf(rows)
    path = write("wide.maf", text.replace("K\t1\t6", "K\t1\t1\t6"))
    found = burden_of_files([path], "study")
    assert found.burden["mutations"].tolist() == [2]
    assert any("were left out (1): line 3" in note for note in found.notes)
    trailing = write("trailing.maf", text.replace("\n", "\t\n").replace("\t\n", "\n", 1))
    assert burden_of_files([trailing], "study").burden["mutations"].tolist() == [3]
