"""R against Python on the same tables: the largest difference of every deterministic step.

``python benchmarks/parity.py [TABLE.csv ...]`` prints one line a table and step, and ends with
status 1 where a step is outside its tolerance. A table has a column Target of two values and
numeric features; without one, a simulated table of 24 x 1037 is used.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from radiotmb import stats

ENGINES = ("r", "python")


def simulated() -> tuple[pd.DataFrame, np.ndarray]:
    """24 x 1037: families of correlated features, 8 high, a weak signal. Simulated."""
    rng = np.random.default_rng(2022)
    hidden = rng.normal(size=(24, 60))
    hidden[:8, :4] += 1.0
    share = rng.uniform(0.5, 1, 1037)
    x = hidden[:, rng.integers(0, 60, 1037)] * share + rng.normal(size=(24, 1037)) * (1 - share)
    return pd.DataFrame(x, columns=[f"f{i}" for i in range(1037)]), np.repeat(
        ["high", "low"], [8, 16]
    )


def read(path: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Numeric features of a table and its Target as high and low."""
    table = pd.read_csv(path)
    target = pd.factorize(table["Target"], sort=True)[0]
    x = table.drop(columns=[c for c in ("ID", "Target") if c in table]).select_dtypes("number")
    x = x.astype(float)
    return x.loc[:, np.isfinite(x).all()], np.where(target == 1, "high", "low")


def compare(x: pd.DataFrame, y: np.ndarray) -> Iterator[tuple[str, float, float, str]]:
    """Step, largest difference, tolerance, note."""
    kept = {engine: stats.drop_correlated(x, engine=engine).kept for engine in ENGINES}
    differing = len(set(kept["r"]) ^ set(kept["python"]))
    yield "correlation filter, columns", float(differing), 0.0, f"{len(kept['r'])} kept"

    screened = {engine: stats.screen_wilcoxon(x, y, engine=engine) for engine in ENGINES}
    p_values = (screened["r"]["p_value"] - screened["python"]["p_value"]).abs().max()
    yield "Mann-Whitney, p", float(p_values), 1e-12, f"{screened['r']['selected'].sum()} selected"

    score = x[list(kept["r"])].iloc[:, 0].rank(pct=True).to_numpy()
    roc = {engine: stats.roc_youden(y, score, engine=engine) for engine in ENGINES}
    fields = ("auc", "cutoff", "sensitivity", "specificity")
    largest = max(abs(getattr(roc["r"], f) - getattr(roc["python"], f)) for f in fields)
    yield "ROC, AUC cutoff sensitivity specificity", largest, 1e-15, f"AUC {roc['r'].auc:.3f}"
    limits = max(
        abs(getattr(roc["r"], f) - getattr(roc["python"], f)) for f in ("auc_lower", "auc_upper")
    )
    yield "ROC, DeLong limits", limits, 1e-12, ""

    yield from compare_chain(x, y)
    yield from compare_survival(len(x), y)


def compare_chain(x: pd.DataFrame, y: np.ndarray) -> Iterator[tuple[str, float, float, str]]:
    """Nested cross-validation where the elimination has one feature to choose from."""
    best = stats.screen_wilcoxon(x, y, engine="python").sort_values("p_value")["feature"].iloc[0]
    features = x[[best]].assign(patient_id=[f"P{i:04d}" for i in range(len(x))])
    labels = features[["patient_id"]].assign(status=y)
    fits = {
        engine: stats.nested_cv(features, labels, engine=engine, bootstrap=200, trees=10)
        for engine in ENGINES
    }
    folds = fits["r"].predictions["fold"].tolist() != fits["python"].predictions["fold"].tolist()
    yield "outer folds, differing", float(folds), 0.0, "same random stream"
    probability = [fits[engine].averaged["probability"].to_numpy() for engine in ENGINES]
    largest = float(np.abs(probability[0] - probability[1]).max())
    yield "XGBoost, held-out probability", largest, 1e-6, f"AUC {fits['r'].roc.auc:.3f}"


def compare_survival(n: int, y: np.ndarray) -> Iterator[tuple[str, float, float, str]]:
    """The log-rank test of the two classes on simulated survival times."""
    rng = np.random.default_rng(5)
    patients = pd.DataFrame(
        {
            "patient_id": range(n),
            "os_days": rng.integers(10, 80, n) * 30,
            "os_event": rng.integers(0, 2, n),
            "group": y,
        }
    )
    tests = [
        stats.compare_survival(patients, "group", permutations=0, engine=engine).tests
        for engine in ENGINES
    ]
    for column in ("statistic", "p_value"):
        difference = float(abs(tests[0][column][0] - tests[1][column][0]))
        yield f"log-rank, {column}", difference, 1e-10, "lifelines"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", type=Path)
    tables = {path.name: read(path) for path in parser.parse_args().tables}
    tables = tables or {"simulated 24 x 1037": simulated()}
    start, failed = time.perf_counter(), False
    for name, (x, y) in tables.items():
        for step, difference, tolerance, note in compare(x, y):
            good = difference <= tolerance
            failed |= not good
            print(
                json.dumps(
                    {
                        "table": f"{name} ({len(x)} x {x.shape[1]})",
                        "step": step,
                        "difference": difference,
                        "tolerance": tolerance,
                        "good": bool(good),
                        "note": note,
                    }
                )
            )
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
