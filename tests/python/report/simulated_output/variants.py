"""What was counted in each lesion."""

from __future__ import annotations

import numpy as np
import pandas as pd

GENES = ["APC", "TP53", "KRAS", "LRP1B", "SYNE1", "FAT4", "PIK3CA", "SMAD4", "KMT2D", "ATM"]


def simulate_variants(rng, burden) -> pd.DataFrame:
    filters = ["germline", "synonymous", "low depth", "low fraction"]
    rows = []
    for sample in burden.itertuples():
        verdicts = ["counted"] * sample.mutations + list(rng.choice(filters, 30))
        for verdict in verdicts:
            ref, alt = rng.choice(list("ACGT"), 2, replace=False)
            rows.append([
                sample.patient_id, sample.lesion, "chr1", int(rng.integers(1, 10**6)), ref, alt,
                rng.choice(GENES), "missense_variant", 500, 100, 0.2, verdict,
            ])  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "patient_id", "lesion", "chrom", "pos", "ref", "alt", "gene", "consequence", "depth",
        "alt_depth", "alt_fraction", "verdict",
    ])  # fmt: skip


def count_funnel(variants) -> pd.DataFrame:
    steps = ["synonymous", "low depth", "low fraction", "germline"]
    rows = []
    for (patient, lesion), part in variants.groupby(["patient_id", "lesion"], sort=False):
        remaining = len(part)
        rows.append([patient, lesion, "read", 0, remaining])
        for step in steps:
            removed = int((part["verdict"] == step).sum())
            remaining -= removed
            rows.append([patient, lesion, step, removed, remaining])
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "step", "removed", "remaining"])


def simulate_spectrum(rng, burden) -> pd.DataFrame:
    channels = ["C>A", "C>G", "C>T", "T>A", "T>C", "T>G"]
    rows = []
    for sample in burden.itertuples():
        counts = rng.multinomial(sample.mutations, [0.12, 0.06, 0.52, 0.07, 0.17, 0.06])
        rows += [
            [sample.patient_id, sample.lesion, "SBS6", channel, count]
            for channel, count in zip(channels, counts, strict=True)
        ]
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "spectrum", "channel", "count"])


def simulate_genes(rng) -> pd.DataFrame:
    primary = np.sort(rng.integers(3, 19, len(GENES)))[::-1]
    metastasis = np.clip(primary + rng.integers(-3, 4, len(GENES)), 0, 24)
    frame = pd.DataFrame({"gene": GENES, "primary": primary, "metastasis": metastasis})
    frame["primary_rank"] = frame["primary"].rank(ascending=False, method="min")
    frame["metastasis_rank"] = frame["metastasis"].rank(ascending=False, method="min")
    return frame.assign(n_pairs=24, p_value=rng.uniform(0.1, 1, len(GENES)), fdr=0.9)
