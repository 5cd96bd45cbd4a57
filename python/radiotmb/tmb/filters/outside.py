"""Variants outside the targets; without targets, outside the assembled chromosomes."""

from __future__ import annotations

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.alleles import is_primary, plain_chrom
from radiotmb.tmb.columns import Columns
from radiotmb.tmb.filters.filter import Filter, Setting
from radiotmb.tmb.intervals import Intervals, read_bed


def make(setting: Setting) -> Filter:
    """By the targets where there are some, by the chromosome otherwise."""
    path = setting.resources.targets
    if path is None:
        every = setting.assay.contigs == "all"

        def removes(columns: Columns, alive: np.ndarray) -> np.ndarray:
            away = ~columns.chrom.map(lambda name: every or is_primary(name), bool)
            setting.counts["not primary"] += int((away & alive).sum())
            return away

        sentence = "the mitochondrion, or a contig that is no assembled chromosome"
        return Filter("outside", sentence, removes)
    targets = read_bed(path)
    _refuse_beyond(targets, setting)

    def removes_by_targets(columns: Columns, alive: np.ndarray) -> np.ndarray:
        inside = contained(targets, columns)
        setting.counts["asked for targets"] += int(alive.sum())
        setting.counts["in targets"] += int((inside & alive).sum())
        return ~inside

    return Filter("outside", f"outside the targets of {path.name}", removes_by_targets)


def contained(intervals: Intervals, columns: Columns) -> np.ndarray:
    """Whether each row's position is in some intervals."""
    inside = np.zeros(len(columns), dtype=bool)
    for code, name in enumerate(columns.chrom.names):
        rows = np.flatnonzero(columns.chrom.codes == code)
        inside[rows] = intervals.contain(name, columns.pos[rows] - 1)
    return inside


def _refuse_beyond(targets: Intervals, setting: Setting) -> None:
    lengths = {plain_chrom(name): length for name, length in setting.layout.contigs.items()}
    for chrom, found in targets.merged.items():
        length = lengths.get(chrom, 0)
        if length and found[-1][1] > length:
            raise InputError(
                f"an interval ends at {found[-1][1]} of {chrom}, which has {length} bases in "
                f"{setting.path.name}",
                file=setting.resources.targets,
                hint="Targets and variants must be of one genome build",
            )
