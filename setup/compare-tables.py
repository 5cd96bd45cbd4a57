"""Compares the tables of two result folders and prints where they are furthest apart.

    .venv/bin/python setup/compare-tables.py RESULTS RESULTS [--tolerance 1e-12]

Each is the folder that `radiotmb run` wrote. Numbers may be apart by the tolerance times the larger
of the two, everything else must be equal, and so must the names of tables and columns and the order
of rows. Exit status 1 where they are further apart.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of a result folder, by file name."""
    tables = {path.name: pd.read_csv(path) for path in sorted(folder.glob("tables/*.csv"))}
    for path in sorted(folder.glob("tables/*.parquet")):
        tables[path.name] = pd.read_parquet(path)
    return tables


def distance(first: pd.DataFrame, second: pd.DataFrame) -> tuple[float, str]:
    """Largest relative difference of two tables and its place; infinite where they do not match."""
    if list(first.columns) != list(second.columns):
        return np.inf, f"columns {sorted(set(first.columns) ^ set(second.columns)) or 'in order'}"
    if len(first) != len(second):
        return np.inf, f"{len(first)} and {len(second)} rows"
    worst, place = 0.0, ""
    for column in first:
        a, b = first[column], second[column]
        if all(pd.api.types.is_numeric_dtype(part) for part in (a, b)):
            a, b = a.to_numpy(float, na_value=np.nan), b.to_numpy(float, na_value=np.nan)
            same = (a == b) | (np.isnan(a) & np.isnan(b))
            with np.errstate(all="ignore"):
                apart = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
            apart = np.where(same, 0.0, np.where(np.isfinite(apart), apart, np.inf))
        else:
            same = (a.astype(str) == b.astype(str)).to_numpy()
            apart = np.where(same, 0.0, np.inf)
        if len(apart) and apart.max() > worst:
            row = int(apart.argmax())
            worst = float(apart[row])
            place = f"{column}, row {row + 1}: {first[column][row]!r} and {second[column][row]!r}"
    return worst, place


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-12)
    options = parser.parse_args()
    first, second = read(options.first), read(options.second)
    if not first or not second:
        parser.error(f"no tables in {options.first if not first else options.second}/tables")
    failed = False
    for name in sorted(first.keys() ^ second.keys()):
        print(f"{name}: only in {options.first if name in first else options.second}")
        failed = True
    worst, equal = 0.0, 0
    for name in sorted(first.keys() & second.keys()):
        apart, place = distance(first[name], second[name])
        worst = max(worst, apart)
        equal += apart == 0
        if apart > 0:
            print(f"{name}: {apart:.1e} ({place})")
        failed |= apart > options.tolerance
    common = len(first.keys() & second.keys())
    print(f"{common} tables, {equal} of them equal; furthest apart {worst:.1e}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
