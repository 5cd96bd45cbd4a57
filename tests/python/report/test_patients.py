"""What is told of one patient is what the tables hold of it and of no other."""

from __future__ import annotations

import pandas as pd
import pytest
from PIL import Image

from radiotmb.report.patients import all_patients, mutations_of, sharing_words
from radiotmb.report.study_output import read_output


@pytest.fixture
def burden() -> pd.DataFrame:
    return pd.DataFrame({"patient_id": ["A", "A", "B"], "lesion": ["primary", "liver", "primary"]})


def variant(patient: str, lesion: str, pos: int, fraction: float = 0.2, gene: str = "APC") -> dict:
    return {"patient_id": patient, "lesion": lesion, "gene": gene, "chrom": "5", "pos": pos,
            "ref": "C", "alt": "T", "consequence": "missense_variant", "alt_fraction": fraction,
            "verdict": "counted"}  # fmt: skip


def test_shared_mutations_come_first_with_the_fraction_of_each_lesion(burden):
    variants = pd.DataFrame([
        variant("A", "liver", 3, gene="TP53"), variant("A", "primary", 1, 0.3),
        variant("A", "liver", 1, 0.1), variant("A", "primary", 2), variant("B", "primary", 9),
    ])  # fmt: skip
    found = mutations_of(variants, burden, "A")
    assert found["pos"].tolist() == [1, 2, 3]
    assert found["found_in"].tolist() == ["both lesions", "primary", "liver"]
    assert found.loc[0, ["fraction primary", "fraction liver"]].tolist() == [0.3, 0.1]
    assert pd.isna(found.loc[1, "fraction liver"])
    assert sharing_words(found, burden[burden["patient_id"] == "A"]) == (
        "1 mutation is shared, 1 in the primary alone, 1 in the liver alone."
    )


def test_a_patient_without_a_counted_mutation_has_none(burden):
    assert mutations_of(pd.DataFrame([variant("B", "primary", 1)]), burden, "A") is None
    assert sharing_words(None, burden) == "No mutation was counted."


def test_a_patient_has_its_own_rows_and_pictures(output):
    folder = output / "figures" / "quality"
    folder.mkdir(parents=True)
    for name in ("001_P01_primary_supine", "002_P02_primary_supine", "003_P01_primary_supine_x",
                 ".004_P01_primary_prone"):  # fmt: skip
        Image.new("L", (20, 10)).save(folder / f"{name}.png")
    first, second, *_ = all_patients(read_output(output))
    assert [path.stem for path in first.pictures] == ["001_P01_primary_supine"]
    assert [path.stem for path in second.pictures] == ["002_P02_primary_supine"]
    assert set(first.burden["patient_id"]) == {"P01"}
    assert set(first.predictions["phase"]) == {"supine", "prone", "plain", "enhanced"}
    cutoffs = pd.read_csv(output / "tables" / "cutoffs.csv").set_index("phase")["cutoff"]
    for row in first.predictions.itertuples():
        assert row.predicted == ("high" if row.probability >= cutoffs[row.phase] else "low")


def test_a_study_without_burdens_has_no_patients(tmp_path, simulated):
    drop = tuple(simulated.simulate_tables())
    assert all_patients(read_output(simulated.write_output(tmp_path, drop=drop))) == []
