"""Tables on which the two engines have nothing to differ in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def single(features) -> pd.DataFrame:
    """Only one feature can pass the screen, so that no forest decides anything."""
    rng = np.random.default_rng(1)
    table = features[["patient_id", "f00"]].copy()
    table["f00"] += np.repeat([3, 0], [8, 16])
    table["noise"] = rng.normal(size=24).round(4)
    return table
