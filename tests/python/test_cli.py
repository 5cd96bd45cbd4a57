"""The command line as a person meets it: statuses, messages, tables in a pipe."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb import __version__
from radiotmb.cli.process import exit_status

VCF = """\
##fileformat=VCFv4.2
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
17	7577120	.	C	T	.	PASS	DP=400;AF=0.3;CSQ=T|missense_variant|TP53
17	7577538	.	C	T	.	PASS	DP=400;AF=0.05;CSQ=T|missense_variant|TP53
5	112175639	.	C	T	.	PASS	DP=299;AF=0.3;CSQ=T|stop_gained|APC
12	25398284	.	C	A	.	PASS	DP=400;AF=0.3;CSQ=A|synonymous_variant|KRAS
"""


def write_scan(folder: Path, *, shape=(8, 20, 20), label=1, spacing=(0.68, 0.68, 5.0)) -> list[str]:
    random = np.random.default_rng(1)
    image = sitk.GetImageFromArray(random.normal(60, 20, shape).astype(np.int16))
    lesion = np.zeros(shape, np.uint8)
    lesion[2:6, 6:14, 6:14] = label
    mask = sitk.GetImageFromArray(lesion)
    for volume in (image, mask):
        volume.SetSpacing(spacing)
    names = [str(folder / "image.nii.gz"), str(folder / "mask.nii.gz")]
    for volume, name in zip((image, mask), names, strict=True):
        sitk.WriteImage(volume, name)
    return names


def test_a_burden_in_a_pipe_is_csv(tmp_path, capsys):
    file = tmp_path / "a.vcf"
    file.write_text(VCF)
    assert exit_status(["tmb", str(file)]) == 0
    table = pd.read_csv(pd.io.common.StringIO(capsys.readouterr().out))
    # One of four counts: the others are at 5 %, at 299 reads, synonymous.
    assert table.loc[0, ["mutations", "megabases"]].tolist() == [1, 1.2]
    assert table.loc[0, "tmb"] == pytest.approx(1 / 1.2)


def test_json_is_the_same_numbers(tmp_path, capsys):
    file = tmp_path / "a.vcf"
    file.write_text(VCF)
    assert exit_status(["tmb", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["tmb"] == 1 / 1.2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (VCF.replace("DP=", "XX=").replace("ID=DP", "ID=XX"), "DP"),
        (VCF.replace("DP=400", "DP=many"), "line 6"),
        (VCF.replace("#CHROM", "#ROM"), "line 5"),
        ("", "a.vcf"),
    ],
)
def test_a_vcf_that_cannot_be_judged_is_one_message_and_no_file(tmp_path, capsys, content, said):
    file = tmp_path / "a.vcf"
    file.write_text(content)
    out = tmp_path / "out" / "burden.csv"
    status = exit_status(["tmb", str(file), "--out", str(out)])
    error = capsys.readouterr().err
    assert status in (1, 2)
    assert said in error
    assert "Traceback" not in error
    assert not out.exists() or pd.read_csv(out).empty


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tmb", "x.vcf", "--preset", "studdy"], "no preset 'studdy'"),
        (["tmb"], "give FILE or --samples"),
        (["extract", "--images", "nowhere.csv"], "nowhere.csv: no such file"),
        (["pairs", "nowhere.csv"], "nowhere.csv: no such file"),
        (["run", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["survival", "nowhere.csv", "--group", "x"], "nowhere.csv"),
    ],
)
def test_what_is_wrong_is_said_once_with_status_2(capsys, arguments, said):
    assert exit_status(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_an_error_as_json_carries_its_parts(capsys):
    assert exit_status(["pairs", "nowhere.csv", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["class"], error["file"]) == ("InputError", "nowhere.csv")


def test_a_scan_is_1037_features(tmp_path, capsys):
    out = tmp_path / "features.csv"
    assert exit_status(["extract", *write_scan(tmp_path), "--out", str(out), "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    table = pd.read_csv(out)
    assert table.filter(regex="^(original|wavelet|log)").shape == (1, 1037)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda image, mask: Path(image).write_bytes(b"not an image"), "image.nii.gz"),
        (lambda image, mask: Path(image).write_bytes(Path(image).read_bytes()[:200]), "image.nii"),
        (lambda image, mask: write_scan(Path(mask).parent, label=2), "label"),
        (lambda image, mask: write_scan(Path(mask).parent, label=0), "mask.nii.gz"),
        (lambda image, mask: _shift(mask), "grid"),
    ],
    ids=["no image", "half an image", "another label", "empty mask", "another grid"],
)
def test_a_scan_that_cannot_be_read_is_one_message(tmp_path, capfd, spoil, said):
    image, mask = write_scan(tmp_path)
    spoil(image, mask)
    out = tmp_path / "features.csv"
    assert exit_status(["extract", image, mask, "--out", str(out)]) == 2
    error = capfd.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not out.exists()


def _shift(mask: str) -> None:
    volume = sitk.ReadImage(mask)
    volume.SetOrigin((3.0, 0.0, 0.0))
    sitk.WriteImage(volume, mask)


def test_one_scan_of_a_table_fails_and_the_others_are_done(tmp_path, capsys):
    image, mask = write_scan(tmp_path)
    rows = pd.DataFrame(
        {
            "patient_id": ["A", "B"], "lesion": "primary", "phase": "supine",
            "image": [image, "gone.nii.gz"], "mask": mask,
        }
    )  # fmt: skip
    rows.to_csv(tmp_path / "images.csv", index=False)
    out = tmp_path / "features.csv"
    images = str(tmp_path / "images.csv")
    assert exit_status(["extract", "--images", images, "--out", str(out)]) == 1
    assert "gone.nii.gz" in capsys.readouterr().err
    assert pd.read_csv(out)["patient_id"].tolist() == ["A"]


@pytest.mark.r
def test_the_66_real_pairs(shared, tmp_path, capsys):
    pairs = pd.read_csv(
        shared("genomics", "coadread_mskcc_pairs", "tmb_pairs.tsv"), sep="\t"
    ).query("METASTATIC_SITE == 'Liver'")
    burden = pd.concat(
        [
            pd.DataFrame(
                {
                    "patient_id": pairs["PATIENT_ID"], "lesion": lesion,
                    "mutations": pairs[column], "megabases": 0.644645,
                }
            )
            for lesion, column in (("primary", "PRIMARY_NONSYN"), ("metastasis", "MET_NONSYN"))
        ]
    )  # fmt: skip
    burden.to_csv(tmp_path / "burden.csv", index=False)
    assert exit_status(["pairs", str(tmp_path / "burden.csv"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["cells"].values()) == [11, 5, 7, 43]
    p = {row["test"]: row["p_value"] for row in found["tests"]}
    assert p["McNemar"] == pytest.approx(0.773, abs=5e-4)
    assert p["Wilcoxon signed rank"] == pytest.approx(0.451, abs=5e-4)


@pytest.mark.r
def test_a_model_of_a_real_table(shared, tmp_path, capsys):
    table = pd.read_csv(shared("tables", "WORC-CRLM.csv.gz"))
    patient = [f"P{i:02d}" for i in range(len(table))]
    features = table.drop(columns=["Target", "ID"], errors="ignore").select_dtypes("number")
    features.insert(0, "patient_id", patient)
    features.to_csv(tmp_path / "features.csv", index=False)
    labels = pd.DataFrame(
        {"patient_id": patient, "status": table["Target"].map({1: "high", 0: "low"})}
    )
    labels.to_csv(tmp_path / "labels.csv", index=False)
    out = tmp_path / "model"
    status = exit_status(
        [
            "model", "--features", str(tmp_path / "features.csv"), "--labels",
            str(tmp_path / "labels.csv"), "--trees", "50", "--out", str(out), "--json",
        ]
    )  # fmt: skip
    assert status == 0
    found = json.loads(capsys.readouterr().out)
    roc = found["roc"]
    assert 0 <= roc["auc_lower"] <= roc["auc"] <= roc["auc_upper"] <= 1
    predictions = pd.read_csv(out / "predictions.csv")
    assert sorted(predictions["patient_id"]) == patient
    assert predictions["fold"].nunique() == 5
    assert len(found["folds"]) == 5
    assert pd.read_csv(out / "selected.csv")["feature"].isin(features.columns).all()


def test_the_version_is_one(root):
    described = (root / "DESCRIPTION").read_text()
    answer = subprocess.run(
        [sys.executable, "-c", "from radiotmb.cli import main; main(['--version'])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout == f"radiotmb {__version__}\n"
    assert f"\nVersion: {__version__}\n" in described


def test_gzip_of_nothing_names_the_file(tmp_path, capsys):
    file = tmp_path / "cut.vcf.gz"
    file.write_bytes(gzip.compress(VCF.encode())[:80])
    assert exit_status(["tmb", str(file)]) in (1, 2)
    assert "cut.vcf.gz" in capsys.readouterr().err
