"""Small tables that every test of the statistics can use, and the pace of R.

Values have few decimals, so that R reads from CSV the very doubles that Python holds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def burden() -> pd.DataFrame:
    """12 patients, both lesions, two patients with one lesion only; per-sample megabases."""
    rng = np.random.default_rng(11)
    ids = [f"P{i:02d}" for i in range(12)]
    table = pd.DataFrame(
        {
            "patient_id": np.repeat(ids, 2),
            "lesion": ["primary", "metastasis"] * 12,
            "mutations": rng.poisson(np.tile([14, 9], 12)),
            "megabases": rng.uniform(1.0, 1.3, 24).round(3),
        }
    )
    return table.drop(index=[3, 10]).reset_index(drop=True)


@pytest.fixture(scope="session")
def variants(burden) -> pd.DataFrame:
    rng = np.random.default_rng(12)
    genes = np.array(["APC", "TP53", "KRAS", "PIK3CA", "SMAD4", "FBXW7"])
    rows = [
        (patient, lesion, "17", int(position), "C", "T", genes[position % 6], "counted")
        for patient, lesion in burden[["patient_id", "lesion"]].itertuples(index=False)
        for position in np.unique(rng.integers(1, 12, 6))
    ]
    columns = ["patient_id", "lesion", "chrom", "pos", "ref", "alt", "gene", "verdict"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def patients() -> pd.DataFrame:
    """20 patients with survival, a group and clinical columns; ties and a missing age."""
    rng = np.random.default_rng(13)
    table = pd.DataFrame(
        {
            "patient_id": [f"P{i:02d}" for i in range(20)],
            "os_days": rng.integers(1, 24, 20) * 100,
            "os_event": rng.integers(0, 2, 20),
            "concordance": np.repeat(["discordant", "concordant"], [7, 13]),
            "stage": rng.choice(["II", "III", "IV"], 20),
            "age": rng.integers(46, 83, 20).astype(float),
            "sex": rng.choice(["f", "m"], 20),
        }
    )
    table.loc[4, "age"] = np.nan
    return table


@pytest.fixture(scope="session")
def features() -> pd.DataFrame:
    """24 patients x 60 features in correlated families, six of them informative."""
    rng = np.random.default_rng(14)
    hidden = rng.normal(size=(24, 20))
    hidden[:8, :2] += 1.8
    x = np.repeat(hidden, 3, axis=1) + rng.normal(scale=0.3, size=(24, 60))
    table = pd.DataFrame(x.round(4), columns=[f"f{i:02d}" for i in range(60)])
    table.insert(0, "patient_id", [f"P{i:02d}" for i in range(24)])
    return table


@pytest.fixture(scope="session")
def labels(features) -> pd.DataFrame:
    return features[["patient_id"]].assign(status=np.repeat(["high", "low"], [8, 16]))


@pytest.fixture(scope="session")
def scores() -> pd.DataFrame:
    """Truth and probability of 24 patients, with tied probabilities."""
    rng = np.random.default_rng(15)
    truth = np.repeat(["high", "low"], [8, 16])
    probability = np.clip(rng.normal(0.45, 0.2, 24) + 0.2 * (truth == "high"), 0.01, 0.99)
    return pd.DataFrame(
        {
            "patient_id": [f"P{i:02d}" for i in range(24)],
            "truth": truth,
            "probability": probability.round(2),
        }
    )


@pytest.fixture(scope="session")
def pair_truth(scores) -> pd.DataFrame:
    rng = np.random.default_rng(16)
    return scores[["patient_id"]].assign(
        primary_status=scores["truth"], metastasis_status=rng.choice(["high", "low"], 24)
    )


@pytest.fixture(scope="session")
def radiomics_tables(shared):
    """The real radiomics tables as (name, features, target), or a skip."""

    def tables():
        for name in ("WORC-CRLM", "Colorectal-Liver-Metastases", "HCC-TACE-Seg"):
            table = pd.read_csv(shared("tables", f"{name}.csv.gz"))
            target = table["Target"].map({0: "low", 1: "high"})
            x = table.drop(columns=[c for c in ("ID", "Target") if c in table])
            x = x.select_dtypes("number").astype(float)
            yield name, x.loc[:, np.isfinite(x).all()], target

    return tables
