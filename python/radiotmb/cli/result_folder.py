"""The folder of a statistical result: a CSV file a table, and ``summary.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiotmb.cli.output import output

if TYPE_CHECKING:
    import pandas as pd


def write_result(
    folder: Path, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any]
) -> None:
    """Write what a verb found, and say where it is.

    Parameters
    ----------
    folder : path
        Made where it is not there; files of the same names are replaced.
    tables : mapping of str to pandas.DataFrame
        By the name of their files, without ``.csv``.
    summary : mapping
        What ``summary.json`` holds.
    """
    from radiotmb.inputs.tables import write_table
    from radiotmb.runtime.files import write_json

    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    write_json(folder / "summary.json", summary)
    output.note(f"tables: {folder}")
