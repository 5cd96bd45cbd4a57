"""A study's output folder made from a small simulation, for looking at the report's behaviour.

Estimates come from SciPy, scikit-learn and lifelines on the simulated patients, so the tables
agree with each other; the folder says it is simulated.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from .follow_up import simulate_survival
from .images import (
    acquisition_table,
    discordance_measures,
    simulate_models,
    simulate_quality,
)
from .large import enlarge
from .patients import (
    CELLS,
    compare_lesions,
    count_cells,
    described_patients,
    group_table,
    simulate_burden,
    simulate_pairs,
    table_one,
)
from .published import audit_table, evidence_tables, published_table
from .results import simulate_provenance, simulate_results
from .variants import count_funnel, simulate_genes, simulate_spectrum, simulate_variants

__all__ = ["CELLS", "enlarge", "simulate_results", "simulate_tables", "write_output"]


def simulate_tables(seed: int = 1) -> dict[str, pd.DataFrame]:
    """Every table of a study's output folder, by name."""
    rng = np.random.default_rng(seed)
    patients = [f"P{i:02d}" for i in range(1, 25)]
    tables: dict[str, pd.DataFrame] = {}
    tables["burden"] = burden = simulate_burden(rng, patients)
    tables["pairs"] = pairs = simulate_pairs(burden, patients)
    tables["lesion_cells"] = count_cells(pairs)
    tables["lesion_tests"] = compare_lesions(pairs)
    tables["chance"] = pd.DataFrame(
        [["independent Poisson", 8.1, 4, 12, 7], ["shared plus private", 5.2, 2, 9, 7]],
        columns=["model", "expected", "lower", "upper", "observed"],
    )
    tables["variants"] = variants = simulate_variants(rng, burden)
    tables["funnel"] = count_funnel(variants)
    tables["spectrum"] = simulate_spectrum(rng, burden)
    tables["genes"] = simulate_genes(rng)
    tables["quality"] = simulate_quality(rng, patients)
    tables["acquisition"] = acquisition_table(tables["quality"])
    tables.update(simulate_models(rng, pairs))
    tables["discordance"] = discordance_measures()
    tables["discordance_patients"] = pairs[["patient_id", "discordant"]].assign(
        primary_predicted="low", metastasis_predicted="low", predicted_discordant=False
    )
    tables.update(simulate_survival(rng, pairs))
    tables["groups"] = group_table()
    tables["table_one"] = table_one()
    tables["patients"] = described_patients(pairs)
    tables["published"] = published_table()
    tables["audit"] = audit_table()
    tables.update(evidence_tables())
    return tables


def write_output(
    folder: Path,
    *,
    drop: tuple[str, ...] = (),
    tables: dict[str, pd.DataFrame] | None = None,
    **results: object,
) -> Path:
    """Write the folder: every table but ``drop``; ``results`` take the place of JSON entries."""
    tables = simulate_tables() if tables is None else tables
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if name not in drop:
            frame.to_csv(folder / "tables" / f"{name}.csv", index=False)
    content = {**simulate_results(tables), **results}
    (folder / "results.json").write_text(json.dumps(content, indent=1, default=_plain))
    (folder / "provenance.json").write_text(json.dumps(simulate_provenance()))
    pd.DataFrame(
        [["extraction", "P09 metastasis plain", "images/P09_plain.nii.gz: mask is empty"]],
        columns=["stage", "name", "reason"],
    ).to_csv(folder / "failures.csv", index=False)
    return folder


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)
