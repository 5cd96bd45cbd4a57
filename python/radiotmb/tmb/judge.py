"""One file through the filters: what counts, what was removed by which, and the rows."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Level, Note, add_note
from radiotmb.tmb.alleles import plain_chrom, trim
from radiotmb.tmb.annotate import annotate_vcf
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.bgzf import Span
from radiotmb.tmb.columns import Columns, Layout
from radiotmb.tmb.filters import Filter, Setting, chain_of
from radiotmb.tmb.formats import PercentColumn, VariantFile, open_variants
from radiotmb.tmb.resources import ROW_TYPES, Judged, Resources

COUNTED = "counted"
_CHANGES = {("C", "T"), ("G", "A")}
_MOST_READINGS = 4  # of one file, each with one more column in percent


@dataclass
class JudgedFile:
    """What came of a file, or of a part of one.

    ``samples`` by their names in the file; ``counts`` what the file as a whole is judged by when
    its parts are joined (:func:`conclude`).
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
        Of a whole file :func:`conclude` has been asked already.

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
            name = "/".join(column.tag) if isinstance(column.tag, tuple) else column.tag
            _note("info", path, f"{name} holds values over 1 and is read as percent")
            continue
        if span is None:
            conclude(path, found, assay)
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
        return _judge_blocks(file, path, assay, resources)


def _judge_blocks(file: VariantFile, path: Path, assay: Assay, resources: Resources) -> JudgedFile:
    setting = Setting(assay, file.layout, resources, path)
    found: defaultdict[str, _SampleCount] = defaultdict(_SampleCount)
    for name in file.own_samples():
        found[name] = _SampleCount()  # a sample without any variant has a burden of 0
    if getattr(file, "is_empty", False):
        note_empty(path)
        return JudgedFile({name: Judged() for name in found}, setting.counts)
    refuse_missing(assay, file.layout, path)
    chain = chain_of(setting)
    for block in file.blocks():
        block.asks_all = resources.keep == "all"
        verdicts = _verdicts(block, chain, setting.counts)
        _take_in(block, verdicts, chain, setting, found)
    file.finish()
    _describe(path, file.layout, assay, resources)
    samples = {name: sample.judged() for name, sample in found.items()}
    return JudgedFile(samples, setting.counts)


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


class _SampleCount:
    """What came of one sample so far, block after block."""

    def __init__(self) -> None:
        self.count = Judged()
        self.rows: list[pa.Table] = []

    def judged(self) -> Judged:
        if self.rows:
            self.count.rows = pa.concat_tables(self.rows)
        return self.count


def _take_in(
    block: Columns,
    verdicts: np.ndarray,
    chain: Sequence[Filter],
    setting: Setting,
    found: defaultdict[str, _SampleCount],
) -> None:
    """Add a block's verdicts to its samples."""
    names = [COUNTED, *(step.name for step in chain)]
    low, damaged = _low_substitutions(block, verdicts, names, setting)
    kept = np.flatnonzero((verdicts == 0) | (setting.resources.keep == "all"))
    rows = _rows(block, kept, verdicts, names, setting)
    codes, samples = block.sample
    by_step = _counts(codes, len(samples), verdicts, len(names))
    lows = _counts(codes, len(samples), low.astype(int) + (low & damaged), 3)
    edges = np.array([0, len(kept)])
    if len(samples) > 1:
        order = np.argsort(codes[kept], kind="stable")
        rows = rows.take(pa.array(order))
        edges = np.searchsorted(codes[kept][order], np.arange(len(samples) + 1))
    for code, name in enumerate(samples):
        if not by_step[code].any():
            continue
        sample = found[name]
        count, (passed, *removed) = sample.count, by_step[code].tolist()
        count.total += passed + sum(removed)
        count.mutations += passed
        count.removed.update({n: c for n, c in zip(names[1:], removed, strict=True) if c})
        count.low_snvs += int(lows[code, 1:].sum())
        count.low_deaminated += int(lows[code, 2])
        if edges[code + 1] > edges[code]:
            sample.rows.append(rows.slice(edges[code], edges[code + 1] - edges[code]))


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
        return pa.schema(ROW_TYPES.items()).empty_table()
    chosen = pa.array(kept)
    effects, reads = block.known_effects(verdicts == 0), block.reads
    gene = effects.gene.take(chosen)
    return pa.table(
        {
            "chrom": _texts(block.chrom.codes[kept], block.chrom.names),
            "pos": block.pos[kept],
            "ref": block.ref.take(chosen),
            "alt": block.alt.take(chosen),
            "gene": pc.if_else(pc.equal(gene, ""), pa.scalar(None, pa.string()), gene),
            "consequence": _texts(
                effects.term.codes[kept], [name or None for name in effects.term.names]
            ),
            "depth": _numbers(reads.depth[kept]),
            "alt_depth": _numbers(reads.alt_depth[kept]),
            "alt_fraction": _numbers(reads.fraction[kept]),
            "verdict": _texts(verdicts[kept], names),
            "ref_depth": _numbers(reads.ref_depth[kept]),
        }
    )


def _texts(codes: np.ndarray, names: Sequence[str | None]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes))


def _numbers(values: np.ndarray) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def refuse_missing(assay: Assay, layout: Layout, path: Path) -> None:
    """Stop before the first row where a filter asks for what the file has not.

    Raises
    ------
    InputError
        A filter whose tag is missing would silently keep or remove everything.
    """
    if "consequence" in assay.filters and layout.annotator is None:
        raise InputError(
            "the variants are not annotated (none of CSQ, ANN, EFF, BCSQ, FUNC, FUNCOTATION, "
            "ExonicFunc in the header or the records)",
            file=path,
            hint="--reference FASTA with --genes GFF3 annotates them with bcftools csq",
        )
    for name, limit, has, option in (
        ("depth", assay.min_depth, layout.has_depth, "--depth-tag"),
        ("fraction", assay.min_fraction, layout.has_fraction, "--fraction-tag"),
    ):
        if name in assay.filters and limit > 0 and not has:
            looked_for = (
                "no column gives the {} that the filter '{}' of preset '{}' needs (looked for "
                "t_ref_count, t_alt_count, t_depth)"
                if layout.kind == "MAF"
                else "no tag gives the {} that the filter '{}' of preset '{}' needs (looked for "
                "FDP/FAO, AD, AO/RO, FREQ, AF, DP)"
            )
            raise InputError(
                looked_for.format(name, name, assay.name),
                file=path,
                hint=f"{option} names one; --preset all-coding has no such filter",
            )


def _describe(path: Path, layout: Layout, assay: Assay, resources: Resources) -> None:
    said = f"{layout.kind}: consequence by {layout.annotator}, depth and fraction by "
    said += f"{layout.evidence}, transcripts {layout.transcripts}"
    add_note(Note("info", "burden", "", said))
    if layout.normal is not None and resources.normal is None:
        _note(
            "info",
            path,
            f"the normal {layout.normal} is not looked at: the caller's verdict stands",
            f"--normal {layout.normal} removes what it carries",
        )


def note_empty(path: Path) -> None:
    """Say of a file without records that its burden is 0."""
    _note("warning", path, "holds no variant at all: its burden is 0",
          "If it was cut short, copy it again")  # fmt: skip


def _note(level: Level, path: Path, message: str, remedy: str = "") -> None:
    add_note(Note(level, "burden", path.name, message, remedy))


def conclude(path: Path, found: JudgedFile, assay: Assay) -> None:
    """What is to be said, or refused, of a whole file.

    Raises
    ------
    InputError
        Where no variant had the value a filter asked for, no position met the targets, no
        chromosome the germline resource, or no record the annotation.
    """
    _refuse_silence(path, found.counts)
    _say_what_was_dropped(path, found.counts, assay)


def _refuse_silence(path: Path, counts: Counter[str]) -> None:
    if counts["asked for reads"] and counts["without reads"] == counts["asked for reads"]:
        raise InputError(
            "no variant has a value in the tags that the filters depth and fraction read",
            file=path,
            hint="--depth-tag and --fraction-tag name other tags",
        )
    if counts["asked for a consequence"] and not counts["with a consequence"]:
        raise InputError(
            "no variant carries the annotation that the header declares",
            file=path,
            hint="Annotate it anew, or name another annotation with --annotator",
        )
    if counts["asked for targets"] and not counts["in targets"]:
        raise InputError(
            "no variant lies in the targets",
            file=path,
            hint="Compare the chromosome names and the genome build of variants and targets",
        )
    if counts["asked for germline"] and not counts["on a chromosome of germline"]:
        raise InputError(
            "no variant lies on a chromosome of the germline resource",
            file=path,
            hint="Compare the chromosome names of the two files",
        )


def _say_what_was_dropped(path: Path, counts: Counter[str], assay: Assay) -> None:
    if silent := counts["without reads"]:
        _note("warning", path, f"{silent} variants without a value in the tags of depth and "
              "fraction were removed by the filter that asked for it")  # fmt: skip
    if absent := counts["absent with reads"]:
        _note("warning", path, f"{absent} variants with reads were left out because their "
              "genotype is 0/0 or has another allele",
              "Leave the filter 'absent' out of the assay if the caller writes 0/0 for somatic "
              "calls (Pindel)")  # fmt: skip
    if away := counts["not primary"]:
        _note("info", path, f"{away} variants of the mitochondrion or of unplaced contigs were "
              "left out", "contigs: all in the assay's YAML keeps them")  # fmt: skip
    shallow, asked = counts["too shallow"], counts["asked for depth"]
    if asked >= 20 and shallow > 0.9 * asked:
        _note("warning", path, f"{shallow} of {asked} variants have a depth below "
              f"{assay.min_depth:g}: preset '{assay.name}' does not fit this file",
              "Choose a preset made for such data, or set min_depth")  # fmt: skip


def join_parts(path: Path, parts: Sequence[JudgedFile], assay: Assay) -> JudgedFile:
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
    conclude(path, joined, assay)
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
        table = judged.rows.set_column(place, "verdict", pa.array(verdicts, pa.string()))
        judged.rows = table
        judged.removed["duplicate"] += repeats
        judged.mutations -= repeats
