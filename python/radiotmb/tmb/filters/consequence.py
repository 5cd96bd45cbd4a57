"""Variants whose consequence does not count."""

from __future__ import annotations

import numpy as np

from radiotmb.tmb.annotators import ANNOTATORS
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting


def make(setting: Setting) -> Filter:
    """Removes what the chosen transcripts do not call nonsynonymous."""
    annotator = ANNOTATORS.get(setting.layout.annotator or "")
    expected = annotator is None or annotator.marks_every_variant

    def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
        effects = columns.known_effects(alive)
        setting.counts["asked for a consequence"] += int(alive.sum()) if expected else 0
        setting.counts["with a consequence"] += int((alive & (effects.term.codes > 0)).sum())
        return ~effects.counts

    return Filter("consequence", "no consequence that counts", removes)
