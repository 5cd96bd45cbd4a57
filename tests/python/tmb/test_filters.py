"""Every variant has a verdict, every funnel adds up, and no tag is missed silently."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, compute_burden, read_assay
from radiotmb.tmb.filters.duplicate import Seen

STUDY = read_assay("study")


def test_the_verdict_is_the_first_filter_that_removes(lab, write):
    calls = [
        lab.Call(pos=10, ref="C", alt="T", filter="NOCALL", depth=10, alt_depth=5),
        lab.Call(pos=20, ref="C", alt="T", kind="synonymous", depth=10, alt_depth=5),
        lab.Call(pos=30, ref="C", alt="T", depth=299, alt_depth=200),
        lab.Call(pos=40, ref="C", alt="T", depth=300, alt_depth=29),
        lab.Call(pos=50, ref="C", alt="T", depth=300, alt_depth=30),
        lab.Call(pos=500, ref="C", alt="T"),
    ]
    bed = write("t.bed", "1\t0\t100\n")
    found = burden_of_files([write("s.vcf", lab.vcf_text(calls))], STUDY, targets=bed)
    assert found.variants["verdict"].tolist() == [
        "caller", "consequence", "depth", "fraction", "counted", "outside",
    ]  # fmt: skip
    funnel = found.funnel
    assert funnel["remaining"].iloc[0] == 6
    assert funnel["remaining"].iloc[-1] == found.burden["mutations"].iloc[0] == 1
    assert (funnel["remaining"].diff().iloc[1:] == -funnel["removed"].iloc[1:]).all()
    assert funnel["step"].tolist()[1:] == list(STUDY.filters)


@pytest.mark.parametrize(
    ("declared", "words"),
    [("GT", "depth.*--depth-tag"), ("GT DP", "fraction.*--fraction-tag")],
)
def test_a_missing_tag_stops_the_run(lab, write, declared, words):
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")], declared=declared)
    path = write("s.vcf", text)
    with pytest.raises(InputError, match=words) as raised:
        burden_of_files([path], STUDY)
    assert raised.value.file == str(path)
    assert burden_of_files([path], read_assay("all-coding")).burden["mutations"].tolist() == [1]


def test_an_unannotated_file_stops_the_run(lab, write):
    path = write("s.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")], annotator=None))
    with pytest.raises(InputError, match=r"not annotated.*--genes"):
        burden_of_files([path], STUDY)


def test_a_tag_that_no_record_fills_stops_the_run(lab, write):
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]).replace("560,240:800", ".:.")
    for keep in ("all", "counted"):
        with pytest.raises(InputError, match="no variant has a value"):
            burden_of_files([write("s.vcf", text)], STUDY, keep=keep)


def test_one_record_without_the_value_is_removed_and_said(lab, write):
    calls = [lab.Call(pos=10, ref="C", alt="T"), lab.Call(pos=20, ref="C", alt="T", depth=801)]
    text = lab.vcf_text(calls).replace("561,240:801", ".:.")
    found = burden_of_files([write("s.vcf", text)], STUDY)
    assert found.variants["verdict"].tolist() == ["counted", "depth"]
    assert any("1 variant without a value" in note for note in found.notes)


READS = {
    # tags, FORMAT column's values, and what they say: depth 400, 100 reads, a share of 0.25
    "Torrent": ("FDP:FAO:FRO:AO:RO:DP", "400:100:300:7:9:999", "FDP=1 FAO=A FRO=1 AO=A RO=1 DP=1"),
    "GATK": ("AD:DP", "300,100:400", "AD=R DP=1"),
    "freebayes": ("DP:RO:AO", "400:300:100", "DP=1 RO=1 AO=A"),
    "VarScan": ("DP:RD:AD:FREQ", "400:300:100:25%", "DP=1 RD=1 AD=1 FREQ=1"),
    "LoFreq-like": ("DP:AF", "400:0.25", "DP=1 AF=A"),
    "DRAGEN-like": ("DP:VAF", "400:0.25", "DP=1 VAF=A"),
}


@pytest.mark.parametrize("caller", READS)
def test_depth_and_fraction_from_each_callers_tags(lab, write, caller):
    keys, values, declared = READS[caller]
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]).replace("GT:AD:DP", f"GT:{keys}")
    text = text.replace("560,240:800", values)
    head = "".join(
        f'##FORMAT=<ID={tag},Number={n},Type=String,Description="x">\n'
        for tag, n in (item.split("=") for item in declared.split())
    )
    lines = [line for line in text.splitlines(True) if not line.startswith("##FORMAT")]
    path = write("s.vcf", lines[0] + head + "".join(lines[1:]))
    row = burden_of_files([path], STUDY).variants.iloc[0]
    assert (row.depth, row.alt_depth, row.alt_fraction, row.verdict) == (400, 100, 0.25, "counted")


def test_forced_tags_go_before_recognised_ones(lab, write):
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")])
    text = text.replace(
        "##contig", '##INFO=<ID=TDP,Number=1,Type=Integer,Description="x">\n##contig'
    )
    text = text.replace("\tCSQ=", "\tTDP=77;CSQ=")
    path = write("s.vcf", text)
    assert burden_of_files([path], STUDY, depth_tag="TDP").variants["depth"].tolist() == [77]
    assert burden_of_files([path], STUDY, depth_tag="FORMAT/DP").variants["depth"].tolist() == [800]
    with pytest.raises(InputError, match="no tag NOPE"):
        burden_of_files([path], STUDY, depth_tag="NOPE")


def test_deamination_is_the_share_of_low_c_to_t(lab, write):
    calls = [
        lab.Call(pos=10, ref="C", alt="T", alt_depth=40),
        lab.Call(pos=20, ref="G", alt="A", alt_depth=100),
        lab.Call(pos=30, ref="C", alt="A", alt_depth=40),
        lab.Call(pos=40, ref="T", alt="C", alt_depth=40),
        lab.Call(pos=50, ref="C", alt="T", alt_depth=400),
    ]
    row = burden_of_files([write("s.vcf", lab.vcf_text(calls))], STUDY).burden.iloc[0]
    assert (row.deamination, row.low_snvs) == (50.0, 4)
    none = burden_of_files([write("n.vcf", lab.vcf_text(calls[-1:]))], STUDY).burden.iloc[0]
    assert np.isnan(none.deamination)


def test_a_correction_moves_burden_interval_and_cutoff_together(lab, write):
    own = "denominator: {kind: fixed, megabases: 1.2}\n"
    own += "calibration: {apply: %s, slope: 2, intercept: 1}\n"
    calls = [lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 7)]
    path = write("s.vcf", lab.vcf_text(calls))
    plain = burden_of_files([path], read_assay(write("a.yaml", own % "false"))).burden.iloc[0]
    moved = burden_of_files([path], read_assay(write("b.yaml", own % "true"))).burden.iloc[0]
    assert moved.tmb == pytest.approx(2 * plain.tmb + 1) == pytest.approx(11)
    assert moved.tmb_upper == pytest.approx(2 * plain.tmb_upper + 1)
    assert (plain.status, moved.status) == ("low", "high")


def test_one_bad_sample_does_not_stop_the_others(lab, write, tmp_path):
    write("good.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]))
    write("bad.vcf", "nothing\n")
    table = pd.DataFrame(
        {"patient_id": ["A", "B"], "lesion": "primary", "variants": ["bad.vcf", "good.vcf"]}
    )
    found = compute_burden(table, STUDY, folder=tmp_path)
    assert found.burden["patient_id"].tolist() == ["B"]
    assert found.failures["name"].tolist() == ["A primary"]
    assert "bad.vcf" in found.failures["reason"].iloc[0]


def test_the_demonstration_cohort_in_any_order_with_any_workers(tmp_path):
    # Only the calls: the scans of a whole cohort take most of its time.
    from radiotmb.simulate.cohort import simulate_cohort
    from radiotmb.simulate.demo import _write_samples

    folder = tmp_path / "demo"
    folder.mkdir()
    samples = _write_samples(folder, simulate_cohort(3), 3)
    options = {"folder": folder, "germline": folder / "germline.vcf.gz"}
    one = compute_burden(samples, STUDY, **options, store=tmp_path / "kept")
    cells = one.burden.pivot(index="patient_id", columns="lesion", values="status")
    high = cells == "high"
    assert (high["primary"].sum(), high["metastasis"].sum()) == (8, 5)
    assert (high["primary"] != high["metastasis"]).sum() == 7
    assert one.variants["verdict"].eq("germline").any()
    two = compute_burden(samples.iloc[::-1], STUDY, **options, workers=2)
    pd.testing.assert_frame_equal(one.burden, two.burden.iloc[::-1].reset_index(drop=True))
    again = compute_burden(samples, STUDY, **options, store=tmp_path / "kept")
    for name in ("burden", "variants", "funnel", "spectrum"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name))


@given(st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=8), st.booleans())
def test_what_was_met_before_is_told_whether_the_numbers_rise_or_not(blocks, sort):
    seen, known = Seen(), set()
    for block in blocks:
        numbers = sorted(block) if sort else block
        expected = []
        for number in numbers:
            expected.append(number in known)
            known.add(number)
        assert seen.again(np.array(numbers, dtype=np.int64)).tolist() == expected


def test_a_variant_without_depth_is_not_called_shallow(tables, write):
    calls = ["0/1:5,5:10"] * 30 + ["0/1:.:."] * 10 + ["0/1:400,400:800"]
    rows = [
        f"chr1 {100 + 10 * i} C T PASS CSQ={tables.vep()} GT:AD:DP {call}"
        for i, call in enumerate(calls)
    ]
    found = burden_of_files([write("s.vcf", tables.vcf(rows))], STUDY)
    dropped = found.dropped.set_index("reason")
    assert dropped["variants"].to_dict() == {"without reads": 10, "too shallow": 30}
    assert dropped.loc["too shallow", "of"] == 31
