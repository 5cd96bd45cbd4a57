"""Mutational spectrum: six substitution classes, or ninety-six with their neighbours.

What a spectrum is seen with (hypermutation, mismatch repair, POLE) is described, never diagnosed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from radiotmb.tmb.alleles import Reference
from radiotmb.tmb.columns import arrow_numbers, coded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from radiotmb.tmb.result import BurdenResult

SBS6 = ("C>A", "C>G", "C>T", "T>A", "T>C", "T>G")
SBS96 = tuple(f"{five}[{sub}]{three}" for sub in SBS6 for five in "ACGT" for three in "ACGT")
_PARTNER = str.maketrans("ACGT", "TGCA")

HYPERMUTATED, ULTRAMUTATED = 10.0, 100.0  # mutations/Mb, Campbell 2017
NAN = float("nan")
FEWEST = 20  # counted variants below which a share says nothing
_INDEL_SHARE, _POLE_SHARE = 0.15, 0.15
_SHARES = (
    "indel_share", "c_to_a_share", "c_to_t_share", "tct_to_tat_share", "tcg_to_ttg_share",
)  # fmt: skip


def substitution(ref: str, alt: str) -> str | None:
    """An SNV's class on the strand of its pyrimidine, or None for what is no SNV.

    Examples
    --------
    >>> substitution("G", "A"), substitution("CA", "C")
    ('C>T', None)
    """
    change = f"{ref.upper()}>{alt.upper()}"
    if len(change) != 3 or change[0] not in "ACGT" or change[2] not in "ACGT":
        return None
    if change[0] in "AG":
        change = change.translate(_PARTNER)
    return change if change in SBS6 else None


def context(reference: Reference, chrom: str, pos: int, ref: str, alt: str) -> str | None:
    """An SNV's SBS-96 channel, or None where the FASTA disagrees or ends.

    Source: Alexandrov LB, et al. Signatures of mutational processes in human cancer. Nature
    2013;500:415-421.
    """
    change = substitution(ref, alt)
    around = reference.bases(chrom, pos - 2, pos + 1)
    if change is None or len(around) != 3 or around[1] != ref.upper():
        return None
    if ref.upper() in "AG":
        around = around.translate(_PARTNER)[::-1]
    channel = f"{around[0]}[{change}]{around[2]}"
    return channel if channel in SBS96 else None


def count_spectrum(
    variants: pd.DataFrame | pa.Table,
    samples: Iterable[tuple[str, str]],
    reference: str | Path | None = None,
) -> pd.DataFrame:
    """Counted SNVs of each sample by channel, zeros included.

    Parameters
    ----------
    variants : pandas.DataFrame or pyarrow.Table
        The variants table; only verdict ``counted`` is used.
    samples : iterable of (patient_id, lesion)
    reference : path, optional
        FASTA: SBS-96 besides SBS-6.

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, spectrum (``SBS6`` or ``SBS96``), channel, count.

    Examples
    --------
    >>> import pandas as pd
    >>> variants = pd.DataFrame({
    ...     "patient_id": "P1", "lesion": "primary", "chrom": "12", "pos": [25398284, 25398281],
    ...     "ref": ["C", "G"], "alt": ["T", "A"], "gene": "KRAS", "consequence": "missense_variant",
    ...     "depth": 400, "alt_depth": 90, "alt_fraction": 0.225,
    ...     "verdict": ["counted", "germline"]})
    >>> found = count_spectrum(variants, [("P1", "primary")])
    >>> found.loc[found["count"] > 0, "channel"].tolist(), len(found)
    (['C>T'], 6)
    """
    import pandas as pd

    table = variants if isinstance(variants, pa.Table) else pa.Table.from_pandas(variants)
    asked = ["patient_id", "lesion", "chrom", "pos", "ref", "alt"]
    counted, wanted = table.select(asked), is_counted(table)
    counted = counted if wanted.to_numpy(zero_copy_only=False).all() else counted.filter(wanted)
    found: list[tuple[str, tuple[str, ...], Counter[tuple]]] = [("SBS6", SBS6, _classes(counted))]
    if reference is not None:
        found.append(("SBS96", SBS96, _channels(counted, Reference(reference))))
    samples = list(samples)
    rows = [
        (patient, lesion, name, channel, counts[patient, lesion, channel])
        for name, channels, counts in found
        for patient, lesion in samples
        for channel in channels
    ]
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "spectrum", "channel", "count"])


def is_counted(table: pa.Table) -> pa.Array:
    """Which rows of a variants table count."""
    return arrow_numbers(coded(table["verdict"].combine_chunks()).where({"counted"}))


def _classes(counted: pa.Table) -> Counter[tuple]:
    """Substitution classes of each sample; alleles are grouped first, of which there are few."""
    names, groups = [], np.zeros(len(counted), dtype=np.int64)
    for name in ("patient_id", "lesion", "ref", "alt"):
        column = coded(counted[name].combine_chunks())
        names.append(column.names)
        groups = groups * max(1, len(column.names)) + column.codes
    counts: Counter[tuple] = Counter()
    found, sizes = np.unique(groups, return_counts=True)
    own = np.unravel_index(found, [max(1, len(one)) for one in names])
    for *codes, size in zip(*own, sizes.tolist(), strict=True):
        patient, lesion, ref, alt = (one[code] for one, code in zip(names, codes, strict=True))
        counts[patient, lesion, substitution(ref, alt)] += size
    return counts


def _channels(counted: pa.Table, fasta: Reference) -> Counter[tuple]:
    """Channels of each sample, by the bases around each variant."""
    columns = ("patient_id", "lesion", "chrom", "pos", "ref", "alt")
    cells = zip(*(counted[name].to_pylist() for name in columns), strict=True)
    return Counter((patient, lesion, context(fasta, *site)) for patient, lesion, *site in cells)


def describe_spectrum(found: BurdenResult) -> pd.DataFrame:
    """Shares of each sample's counted variants, and in words what such shares are seen with.

    Parameters
    ----------
    found : BurdenResult

    Returns
    -------
    pandas.DataFrame
        patient_id, lesion, counted, indel_share, c_to_a_share, c_to_t_share, tct_to_tat_share and
        tcg_to_ttg_share (of SNVs; missing without a FASTA), mutation_rate (``usual``,
        ``hypermutated`` from 10, ``ultramutated`` from 100 mutations/Mb), hint (empty for fewer
        than 20 counted variants). A hint is no test of microsatellite instability or of POLE.

    References
    ----------
    Campbell BB, et al. Comprehensive analysis of hypermutation in human cancer. Cell
    2017;171:1042-1056. Shinbrot E, et al. Exonuclease mutations in DNA polymerase epsilon reveal
    replication strand specific mutation patterns. Genome Res 2014;24:1740-1750.

    Examples
    --------
    >>> import pandas as pd
    >>> import tempfile
    >>> from pathlib import Path
    >>> columns = ["Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele",
    ...            "Tumor_Seq_Allele2", "Variant_Classification", "Tumor_Sample_Barcode",
    ...            "t_depth", "t_alt_count"]
    >>> rows = [["KRAS", "12", 25398284, "C", "T", "Missense_Mutation", "P1", 400, 120],
    ...         ["TTN", "2", 179400000, "G", "A", "Silent", "P1", 610, 90]]
    >>> file = Path(tempfile.mkdtemp()) / "p1.maf"
    >>> pd.DataFrame(rows, columns=columns).to_csv(file, sep="\\t", index=False)
    >>> from radiotmb.tmb import burden_of_files, read_assay
    >>> describe_spectrum(burden_of_files([file], read_assay("study")))["counted"].tolist()
    [1]
    """
    import pandas as pd

    counted = found.counted
    indel = counted["ref"].str.strip("-").str.len() != counted["alt"].str.strip("-").str.len()
    indels = counted[indel].groupby(["patient_id", "lesion"]).size()
    spectra: dict[tuple[str, str], dict[str, float]] = {}
    for one in found.spectrum.to_dict("records"):
        own_key = (str(one["patient_id"]), str(one["lesion"]))
        spectra.setdefault(own_key, {})[str(one["channel"])] = float(one["count"])
    rows = []
    for row in found.burden.to_dict("records"):
        key = (str(row["patient_id"]), str(row["lesion"]))
        count, rate = int(row["mutations"]), float(row["tmb"])
        own: dict[str, float] = spectra.get(key, {})
        snvs = sum(own.get(f"{a}>{b}", 0) for a in "CT" for b in "ACGT" if a != b)
        shares = {
            "indel_share": _ratio(float(indels.get(key, 0)), count),
            "c_to_a_share": _ratio(own.get("C>A", 0), snvs),
            "c_to_t_share": _ratio(own.get("C>T", 0), snvs),
            "tct_to_tat_share": _ratio(own.get("T[C>A]T", NAN), snvs),
            "tcg_to_ttg_share": _ratio(own.get("T[C>T]G", NAN), snvs),
        }
        word = "ultramutated" if rate >= ULTRAMUTATED else "usual"
        word = "hypermutated" if HYPERMUTATED <= rate < ULTRAMUTATED else word
        hint = _hint(shares, word) if count >= FEWEST else ""
        rows.append((*key, count, *shares.values(), word, hint))
    names = ["patient_id", "lesion", "counted", *_SHARES, "mutation_rate", "hint"]
    return pd.DataFrame(rows, columns=names)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else NAN


def _hint(shares: dict[str, float], rate: str) -> str:
    said = []
    if rate != "usual" and shares["indel_share"] >= _INDEL_SHARE:
        said.append("many indels, as with deficient mismatch repair")
    if rate != "usual" and shares["tct_to_tat_share"] >= _POLE_SHARE:
        said.append("many TCT>TAT, as with POLE's exonuclease domain mutated")
    return "; ".join(said)


_COLOURS = ("#1b9bd7", "#231f20", "#d9352a", "#b5b5b5", "#8fbf4d", "#e6b9b8")


def plot_spectrum(spectrum: pd.DataFrame, patient_id: str, lesion: str = "primary") -> Figure:
    """Bars of one sample's spectrum, the finest there is.

    Parameters
    ----------
    spectrum : pandas.DataFrame
        As :func:`count_spectrum` gives it.
    patient_id, lesion : str

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Where the table has no such sample.

    Examples
    --------
    >>> import pandas as pd
    >>> variants = pd.DataFrame({
    ...     "patient_id": "P1", "lesion": "primary", "chrom": "12", "pos": [25398284, 25398281],
    ...     "ref": ["C", "G"], "alt": ["T", "A"], "gene": "KRAS", "consequence": "missense_variant",
    ...     "depth": 400, "alt_depth": 90, "alt_fraction": 0.225,
    ...     "verdict": ["counted", "germline"]})
    >>> figure = plot_spectrum(count_spectrum(variants, [("P1", "primary")]), "P1")
    >>> figure.axes[0].get_ylabel()
    'Counted SNVs'
    """
    from matplotlib.figure import Figure

    own = spectrum[(spectrum["patient_id"] == patient_id) & (spectrum["lesion"] == lesion)]
    if own.empty:
        raise ValueError(f"no spectrum of '{patient_id}' ({lesion})")
    name = "SBS96" if (own["spectrum"] == "SBS96").any() else "SBS6"
    own = own[own["spectrum"] == name]
    classes = [next(i for i, sub in enumerate(SBS6) if sub in c) for c in own["channel"]]
    figure = Figure(figsize=(10 if name == "SBS96" else 4, 2.8), layout="constrained")
    axes = figure.subplots()
    axes.bar(range(len(own)), own["count"], color=[_COLOURS[i] for i in classes])
    axes.set_xticks(range(len(own)), own["channel"], rotation=90, fontsize=5 if len(own) > 6 else 9)
    axes.set_ylabel("Counted SNVs")
    axes.set_title(f"{patient_id}, {lesion}: {name}", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
