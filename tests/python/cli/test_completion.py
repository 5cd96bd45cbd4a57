"""What the shell offers for a value: presets by name, and what stands in the files of the line."""

import os
import subprocess

import pandas as pd
import pytest

from radiotmb.inputs.extdata import preset_names


@pytest.fixture
def completed(command, tmp_path):
    """What bash offers at the end of a line, typed in a folder with tables."""
    features = pd.DataFrame(
        {"patient_id": list("AABB"), "lesion": ["primary", "liver 1"] * 2,
         "phase": ["supine", "prone", "portal", "supine"], "x": [1.0, 2, 3, 4]}
    )  # fmt: skip
    features.to_csv(tmp_path / "features.csv", index=False)
    features.to_parquet(tmp_path / "features.parquet")
    pd.DataFrame(
        {"patient_id": list("ABCDEFGHIJ"), "os_days": range(10), "os_event": [0, 1] * 5,
         "concordance": ["discordant"] * 5 + ["concordant"] * 5, "stage": ["II", "III"] * 5}
    ).to_csv(tmp_path / "patients.csv", index=False, sep=";")  # fmt: skip
    pd.DataFrame(
        {"patient_id": list("AABB"), "lesion": ["colon", "liver 1"] * 2,
         "role": ["primary", "metastasis"] * 2, "mutations": 1, "megabases": 1.0,
         "status": ["high", "low", "low", "low"]}
    ).to_csv(tmp_path / "burden.csv", index=False)  # fmt: skip

    def offer(line: str) -> list[str]:
        environment = {
            **os.environ, "_RADIOTMB_COMPLETE": "complete_bash", "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
        }  # fmt: skip
        done = subprocess.run(
            [command], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line]

    return offer


def test_presets_are_offered_by_name(completed):
    assert completed("radiotmb tmb a.vcf --preset ") == preset_names("assays")
    offered = completed("radiotmb extract a.nii m.nii --preset study-")
    assert offered == [name for name in preset_names("extraction") if name.startswith("study-")]
    assert len(offered) >= 2


@pytest.mark.parametrize("file", ["features.csv", "features.parquet"])
def test_phases_and_lesions_are_those_of_the_tables(completed, file):
    line = f"radiotmb model --features {file}"
    assert completed(f"{line} --phase ") == ["portal", "prone", "supine"]
    assert completed(f"{line} --phase p") == ["portal", "prone"]
    assert completed(f"{line} --phase supine,p") == ["supine,portal", "supine,prone"]
    assert completed(f"{line} --lesion ") == ["liver 1", "primary"]
    assert completed(f"{line} --labels burden.csv --positive ") == ["high", "low"]


def test_groups_are_columns_with_few_values(completed):
    assert completed("radiotmb survival patients.csv --group ") == ["concordance", "stage"]
    assert completed("radiotmb survival patients.csv --group c") == ["concordance"]


def test_columns_are_those_of_the_table(completed):
    line = "radiotmb added-value --clinical patients.csv --column "
    assert completed(line) == ["os_days", "os_event", "concordance", "stage"]


def test_pairs_are_made_of_lesions_and_roles(completed):
    assert completed("radiotmb pairs burden.csv --pair p") == ["primary:"]


def test_a_file_that_is_not_there_or_not_readable_offers_nothing(completed, tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no more")
    assert completed("radiotmb model --features none.csv --phase ") == []
    assert completed("radiotmb model --features broken.parquet --phase ") == []
    assert completed("radiotmb model --phase ") == []
