"""What the patient's normal tissue carries too."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter | None:
    """Where the normal's column was named, by the assay's ``max_normal_fraction``."""
    name, most = setting.resources.normal, setting.assay.max_normal_fraction
    if name is None:
        return None

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        return columns.normal_fraction() > most * (1 + 1e-9)

    return Filter("normal", f"allele fraction above {most:g} in the normal {name}", removes)
