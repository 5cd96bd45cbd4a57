"""One file through the filters: what counts, what was removed by which, and the rows."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.tmb.alleles import plain_chrom, trim
from radiotmb.tmb.annotate import annotate_vcf
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.columns import Coded, Columns, arrow_numbers, arrow_texts, encoded
from radiotmb.tmb.filters import Filter, Setting, chain_of
from radiotmb.tmb.formats import PercentColumn, VariantFile, open_variants
from radiotmb.tmb.refusals import (
    OVER_ONE,
    READ_AS_PERCENT,
    describe,
    note_empty,
    refuse_control_characters,
    refuse_missing,
    refuse_silence,
)
from radiotmb.tmb.resources import ROW_TYPES, Judged, Resources, no_rows

COUNTED = "counted"
_CHANGES = {("C", "T"), ("G", "A")}
_MOST_READINGS = 4  # of one file, each with one more column in percent


@dataclass
class JudgedFile:
    """What came of a file, or of a part of one.

    ``samples`` by their names in the file; ``counts`` what the file as a whole is judged by when
    its parts are joined (:func:`refuse_silence`), and what is said of it.
    """

    samples: dict[str, Judged] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        samples = {name: judged.plain() for name, judged in self.samples.items()}
        return {"samples": samples, "counts": dict(self.counts)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> JudgedFile:
        """From what :meth:`plain` gave."""
        samples = {name: Judged.of(judged) for name, judged in plain["samples"].items()}
        return cls(samples, Counter(plain["counts"]))


def judge_variants(
    path: str | Path,
    assay: Assay,
    resources: Resources = Resources(),
    sample: str | None = None,
    span: Span | None = None,
) -> JudgedFile:
    """Judge every variant of a file.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        A name inside a file of several samples.
    span : Span, optional
        Only one part of a BGZF VCF; :func:`join_parts` puts the parts together.

    Returns
    -------
    JudgedFile
        Of a whole file :func:`refuse_silence` has been asked already.

    Raises
    ------
    InputError
        Naming the file and the line, tag or filter.
    """
    path = Path(path)
    percent: set = set()
    for _ in range(_MOST_READINGS):
        try:
            found = _judge_once(path, assay, resources, sample, span, percent)
        except PercentColumn as column:
            percent.add(column.tag)
            name = _tag_name(column.tag)
            # A part of a file does not know its lines.
            example = f" ({column.example})" if span is None else ""
            said = f"{name} holds values over 1{example} and is read as percent"
            add_note(Note("info", "burden", path.name, said))
            continue
        if span is None:
            refuse_silence(path, found.counts)
        refuse_control_characters(path, found.samples)
        return found
    raise InputError("its fractions cannot be read", file=path, expected="fractions or percent")


def _judge_once(
    path: Path,
    assay: Assay,
    resources: Resources,
    sample: str | None,
    span: Span | None,
    percent: set,
) -> JudgedFile:
    with contextlib.ExitStack() as scratch:
        file = open_variants(path, assay, resources, sample, span)
        if file.layout.annotator is None and resources.reference and resources.genes:
            folder = scratch.enter_context(tempfile.TemporaryDirectory())
            annotated = annotate_vcf(
                path, resources.reference, resources.genes, Path(folder) / "annotated.vcf.gz"
            )
            own = file.own_samples()[0]
            file = open_variants(annotated, assay, resources, sample or own)
            # What is wrong is wrong with the user's file, not with the scratch copy.
            file.path = path
        file.percent |= percent
        found = _judge_blocks(file, path, assay, resources)
    for tag in percent:
        found.counts[OVER_ONE + _tag_name(tag)] = file.over_one[tag, "over 1"]
        found.counts[READ_AS_PERCENT + _tag_name(tag)] = file.over_one[tag, "known"]
    return found


def _tag_name(tag: Any) -> str:
    return "/".join(tag) if isinstance(tag, tuple) else str(tag)


def _judge_blocks(file: VariantFile, path: Path, assay: Assay, resources: Resources) -> JudgedFile:
    setting = Setting(assay, file.layout, resources, path)
    # A sample without any variant has a burden of 0.
    found = _JudgedSamples({name: Judged() for name in file.own_samples()})
    if getattr(file, "is_empty", False):
        note_empty(path)
        return JudgedFile(found.samples, setting.counts)
    refuse_missing(assay, file.layout, path)
    chain = chain_of(setting)
    for block in file.blocks():
        block.asks_all = resources.keep == "all"
        verdicts = _verdicts(block, chain, setting.counts)
        found.take_in(block, verdicts, chain, setting)
    file.finish()
    describe(path, file.layout, assay, resources)
    return JudgedFile(found.judged(), setting.counts)


def _verdicts(block: Columns, chain: Sequence[Filter], counts: Counter[str]) -> np.ndarray:
    """Of each row 0 where it counts, else which filter of the chain removes it, from 1 on."""
    verdicts = np.zeros(len(block), dtype=np.int64)
    alive = np.ones(len(block), dtype=bool)
    for place, step in enumerate(chain, start=1):
        if not alive.any():
            break
        gone = step.removes(block, alive) & alive
        if step.value is not None:
            counts["asked for reads"] += int(alive.sum())
            counts["without reads"] += int((alive & np.isnan(step.value(block))).sum())
        verdicts[gone] = place
        alive &= ~gone
    return verdicts


class _JudgedSamples:
    """What came of the samples of a file so far, block after block."""

    def __init__(self, samples: dict[str, Judged]) -> None:
        self.samples = samples
        self._places = {name: place for place, name in enumerate(samples)}
        self._rows: list[pa.Table] = []
        self._owners: list[np.ndarray] = []

    def take_in(
        self, block: Columns, verdicts: np.ndarray, chain: Sequence[Filter], setting: Setting
    ) -> None:
        """Add a block's verdicts to its samples."""
        names = [COUNTED, *(step.name for step in chain)]
        low, damaged = _low_substitutions(block, verdicts, names, setting)
        codes, samples = block.sample
        by_step = _counts(codes, len(samples), verdicts, len(names))
        lows = _counts(codes, len(samples), low.astype(int) + (low & damaged), 3)
        places = np.zeros(len(samples), dtype=np.int64)
        for code, name in enumerate(samples):
            if not by_step[code].any():
                continue
            if name not in self._places:
                self._places[name] = len(self._places)
                self.samples[name] = Judged()
            places[code] = self._places[name]
            count, (passed, *removed) = self.samples[name], by_step[code].tolist()
            count.total += passed + sum(removed)
            count.mutations += passed
            count.removed.update({n: c for n, c in zip(names[1:], removed, strict=True) if c})
            count.low_snvs += int(lows[code, 1:].sum())
            count.low_deaminated += int(lows[code, 2])
        kept = np.flatnonzero((verdicts == 0) | (setting.resources.keep == "all"))
        if len(kept):
            self._rows.append(_rows(block, kept, verdicts, names, setting))
            self._owners.append(places[codes[kept]])

    def judged(self) -> dict[str, Judged]:
        """The samples, each with its rows."""
        if not self._rows:
            return self.samples
        rows, owners = pa.concat_tables(self._rows), np.concatenate(self._owners)
        self._rows.clear()
        if len(self.samples) > 1:
            # Numbers of 16 bits are sorted by their digits, in a tenth of the time.
            small = len(self.samples) <= np.iinfo(np.uint16).max
            keys = owners.astype(np.uint16) if small else owners
            order = np.argsort(keys, kind="stable")
            rows, owners = rows.combine_chunks().take(arrow_numbers(order)), owners[order]
        edges = np.searchsorted(owners, np.arange(len(self.samples) + 1)).tolist()
        for place, one in enumerate(self.samples.values()):
            one.rows = rows.slice(edges[place], edges[place + 1] - edges[place])
        return self.samples


def _counts(codes: np.ndarray, samples: int, kinds: np.ndarray, most: int) -> np.ndarray:
    """How many rows of each sample (a row) are of each kind (a column)."""
    counts = np.bincount(codes.astype(np.int64) * most + kinds, minlength=samples * most)
    return counts.reshape(samples, most)


def _low_substitutions(
    block: Columns, verdicts: np.ndarray, names: Sequence[str], setting: Setting
) -> tuple[np.ndarray, np.ndarray]:
    """Substitutions at a low fraction, and the C:G>T:A among them.

    Formalin turns cytosine into uracil in few molecules.
    """
    none = np.zeros(len(block), dtype=bool)
    if not setting.layout.has_fraction:
        return none, none
    looked = verdicts == 0
    if "fraction" in names:
        looked |= verdicts == names.index("fraction")
    share = block.reads.fraction
    with np.errstate(invalid="ignore"):
        low = looked & (share > 0) & (share < setting.assay.deamination.below_fraction)
    low &= block.is_snv()
    damaged = none.copy()
    for ref, alt in _CHANGES:
        damaged |= (block.ref_base == ord(ref)) & (block.alt_base == ord(alt))
    return low, low & damaged


def _rows(
    block: Columns, kept: np.ndarray, verdicts: np.ndarray, names: Sequence[str], setting: Setting
) -> pa.Table:
    """The rows that are kept, as Arrow."""
    if not len(kept):
        return no_rows(pa.schema(ROW_TYPES.items()))
    chosen = arrow_numbers(kept)
    effects, reads = block.known_effects(verdicts == 0), block.reads
    return pa.table(
        {
            "chrom": block.chrom.take(kept).texts(),
            "pos": arrow_numbers(block.pos[kept]),
            "ref": block.ref.take(chosen),
            "alt": block.alt.take(chosen),
            "gene": encoded(effects.gene.take(chosen)),
            "consequence": effects.term.take(kept).texts(),
            "depth": _numbers(reads.depth[kept]),
            "alt_depth": _numbers(reads.alt_depth[kept]),
            "alt_fraction": _numbers(reads.fraction[kept]),
            "verdict": Coded(verdicts[kept], list(names)).texts(),
            "ref_depth": _numbers(reads.ref_depth[kept]),
        }
    )


def _numbers(values: np.ndarray) -> pa.Array:
    return arrow_numbers(values.astype(float, copy=False), np.isnan(values))


def join_parts(path: Path, parts: Sequence[JudgedFile]) -> JudgedFile:
    """The answer for a file from the answers for its parts."""
    if len(parts) == 1:
        return parts[0]
    joined = JudgedFile()
    for part in parts:
        joined.counts.update(part.counts)
        for name, judged in part.samples.items():
            joined.samples.setdefault(name, Judged()).add(judged)
    for judged in joined.samples.values():
        drop_repeats(judged)
    refuse_silence(path, joined.counts)
    return joined


def drop_repeats(judged: Judged) -> None:
    """A counted variant that is in two parts counts once."""
    rows = judged.rows.to_pydict()
    seen: set[tuple] = set()
    verdicts = []
    cells = zip(*(rows[n] for n in ("chrom", "pos", "ref", "alt", "verdict")), strict=True)
    for chrom, pos, ref, alt, verdict in cells:
        key = (plain_chrom(chrom), *trim(pos, ref, alt))
        again = verdict == COUNTED and key in seen
        verdicts.append("duplicate" if again else verdict)
        if verdict == COUNTED:
            seen.add(key)
    repeats = sum(now != then for now, then in zip(verdicts, rows["verdict"], strict=True))
    if repeats:
        place = judged.rows.column_names.index("verdict")
        table = judged.rows.set_column(place, "verdict", arrow_texts(verdicts).dictionary_encode())
        judged.rows = table
        judged.removed["duplicate"] += repeats
        judged.mutations -= repeats
