"""What a spectrum is seen with (hypermutation, mismatch repair, POLE): no diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from radiotmb.tmb.result import BurdenResult

HYPERMUTATED, ULTRAMUTATED = 10.0, 100.0  # mutations/Mb, Campbell 2017
NAN = float("nan")
FEWEST = 20  # counted variants below which a share says nothing
_INDEL_SHARE, _POLE_SHARE = 0.15, 0.15


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
    """
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


_SHARES = (
    "indel_share", "c_to_a_share", "c_to_t_share", "tct_to_tat_share", "tcg_to_ttg_share",
)  # fmt: skip


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else NAN


def _hint(shares: dict[str, float], rate: str) -> str:
    said = []
    if rate != "usual" and shares["indel_share"] >= _INDEL_SHARE:
        said.append("many indels, as with deficient mismatch repair")
    if rate != "usual" and shares["tct_to_tat_share"] >= _POLE_SHARE:
        said.append("many TCT>TAT, as with POLE's exonuclease domain mutated")
    return "; ".join(said)
