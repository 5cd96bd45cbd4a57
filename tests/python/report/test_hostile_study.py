"""A study whose every text column of every input is hostile, from its files to its report."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.cli.process import exit_status

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://example.org","x")'
MAF = [
    "Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2",
    "Variant_Classification", "Tumor_Sample_Barcode", "t_depth", "t_alt_count",
]  # fmt: skip


def write_study(folder) -> None:
    """Six patients with both lesions; one with scans; names, genes and phases as above."""
    names = [EVIL, FORMULA, "+1+1", "-2+3", "@SUM(A1)", "007"]
    samples, patients = [], []
    for number, name in enumerate(names):
        for lesion, count in (("primary", 14 - 2 * number), ("metastasis", 3 + 2 * number)):
            rows = [
                [(EVIL, FORMULA, "APC")[i % 3], "17", 1000 + i, "C", "T", "Missense_Mutation",
                 FORMULA, 500, 200]
                for i in range(count)
            ]  # fmt: skip
            file = f"{number}_{lesion}.maf"
            pd.DataFrame(rows, columns=MAF).to_csv(
                folder / file, sep="\t", index=False, quoting=csv.QUOTE_NONE
            )
            samples.append([name, lesion, file, FORMULA])
        patients.append([name, 300 + 100 * number, number % 2, (EVIL, FORMULA)[number % 2]])
    pd.DataFrame(samples, columns=["patient_id", "lesion", "variants", "sample"]).to_csv(
        folder / "samples.csv", index=False
    )
    pd.DataFrame(patients, columns=["patient_id", "os_days", "os_event", EVIL]).to_csv(
        folder / "patients.csv", index=False
    )
    volume = np.random.default_rng(1).normal(60, 20, (8, 20, 20)).astype(np.int16)
    mask = np.zeros(volume.shape, np.uint8)
    mask[2:6, 6:14, 6:14] = 1
    sitk.WriteImage(sitk.GetImageFromArray(volume), folder / "image.nii.gz")
    sitk.WriteImage(sitk.GetImageFromArray(mask), folder / "mask.nii.gz")
    pd.DataFrame(
        [[names[0], "primary", EVIL, "image.nii.gz", "mask.nii.gz"],
         [names[1], "primary", FORMULA, "absent.nii.gz", "mask.nii.gz"],
         [names[1], "metastasis", "plain", "image.nii.gz", "mask.nii.gz"]],
        columns=["patient_id", "lesion", "phase", "image", "mask"],
    ).to_csv(folder / "images.csv", index=False)  # fmt: skip
    (folder / "study.yaml").write_text(json.dumps({
        "name": EVIL, "samples": "samples.csv", "images": "images.csv", "patients": "patients.csv",
        "phases": {"primary": [EVIL, FORMULA], "metastasis": ["plain"], "pair": [EVIL, "plain"]},
        "out": "results",
    }))  # fmt: skip


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.mark.r
def test_hostile_inputs_end_as_text_and_as_safe_cells(tmp_path, capsys):
    write_study(tmp_path)
    assert exit_status(["run", str(tmp_path / "study.yaml")]) == 1, capsys.readouterr().err
    text = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    tags = Tags(text).found
    assert [tag for tag, attributes in tags if tag == "script" and not attributes] == ["script"]
    assert not [a for _, a in tags if any(name.startswith("on") for name in a)]
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    downloads = [json.loads(part) for part in re.findall(r'class="csv">(.*?)</script>', text)]
    assert len(downloads) > 15
    cells = [cell for one in downloads for row in csv.reader(io.StringIO(one)) for cell in row]
    for evil in (EVIL, f"'{FORMULA}", "'+1+1", "'-2+3", "'@SUM(A1)", "007"):
        assert evil in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    names = [path.name for path in (tmp_path / "results" / "figures").rglob("*")]
    assert not [name for name in names if re.search(r"[<>=\"()]", name)]
