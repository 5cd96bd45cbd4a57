"""The counted variants as a MAF, for maftools, cBioPortal and whatever else reads one.

Columns and coordinates follow the NCI's MAF specification: indels without the anchoring base,
an insertion between its two neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiotmb.runtime.files import whole_file

# Sequence Ontology terms and MAF's own; frameshifts and in-frame changes depend on the type.
_CLASSES = {
    "missense_variant": "Missense_Mutation",
    "stop_gained": "Nonsense_Mutation",
    "stop_lost": "Nonstop_Mutation",
    "start_lost": "Translation_Start_Site",
    "inframe_insertion": "In_Frame_Ins",
    "inframe_deletion": "In_Frame_Del",
    "splice_acceptor_variant": "Splice_Site",
    "splice_donor_variant": "Splice_Site",
    "splice_site_variant": "Splice_Site",
    "synonymous_variant": "Silent",
}
_SUBSTITUTIONS = {1: "SNP", 2: "DNP", 3: "TNP"}


def maf_table(variants: pd.DataFrame, build: str = "") -> pd.DataFrame:
    """The counted variants of a variants table in the columns of a MAF.

    Parameters
    ----------
    variants : pandas.DataFrame
        patient_id, lesion, chrom, pos, ref, alt, gene, consequence, depth, alt_depth, verdict, and
        ref_depth (reads with the reference) where it is known; rows that are not ``counted`` are
        left out.
    build : str
        What NCBI_Build says (``GRCh37``); empty where it is not known.

    Returns
    -------
    pandas.DataFrame
        One row a variant in a sample; Tumor_Sample_Barcode is patient and lesion.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": ["P1"], "lesion": ["primary"], "chrom": ["17"], "pos": [7577538],
    ...     "ref": ["CAG"], "alt": ["C"], "gene": ["TP53"], "consequence": ["frameshift_variant"],
    ...     "depth": [400.0], "alt_depth": [100.0], "verdict": ["counted"],
    ... })
    >>> row = maf_table(variants).iloc[0]
    >>> int(row["Start_Position"]), row["Reference_Allele"], row["Tumor_Seq_Allele2"]
    (7577539, 'AG', '-')
    >>> row[["Variant_Classification", "Tumor_Sample_Barcode"]].tolist()
    ['Frame_Shift_Del', 'P1_primary']
    """
    counted = variants[variants["verdict"] == "counted"]
    places = [
        _place(int(pos), str(ref), str(alt))
        for pos, ref, alt in counted[["pos", "ref", "alt"]].itertuples(index=False)
    ]
    start, end, ref, alt, kind = zip(*places, strict=True) if places else ((),) * 5
    depth, alt_depth = counted["depth"].round(), counted["alt_depth"].round()
    # Reads that support neither allele are in the depth only.
    ref_depth = (depth - alt_depth).clip(lower=0)
    if "ref_depth" in counted:
        ref_depth = counted["ref_depth"].round().fillna(ref_depth)
    return pd.DataFrame({
        "Hugo_Symbol": counted["gene"].fillna("Unknown").to_numpy(),
        "NCBI_Build": build,
        "Chromosome": counted["chrom"].astype(str).to_numpy(),
        "Start_Position": list(start),
        "End_Position": list(end),
        "Strand": "+",
        "Variant_Classification": [
            _class(str(term), one)
            for term, one in zip(counted["consequence"], kind, strict=True)
        ],
        "Variant_Type": list(kind),
        "Reference_Allele": list(ref),
        "Tumor_Seq_Allele1": list(ref),
        "Tumor_Seq_Allele2": list(alt),
        "Tumor_Sample_Barcode": [
            _barcode(str(patient), str(lesion))
            for patient, lesion in zip(counted["patient_id"], counted["lesion"], strict=True)
        ],
        "t_depth": depth.astype("Int64").array,
        "t_ref_count": ref_depth.astype("Int64").array,
        "t_alt_count": alt_depth.astype("Int64").array,
    })  # fmt: skip


def write_maf(
    variants: pd.DataFrame,
    path: str | Path,
    build: str = "",
    samples: Iterable[tuple[str, str]] = (),
) -> Path:
    """Write :func:`maf_table` as a tab-separated file with MAF's version line.

    Parameters
    ----------
    variants, build
        As :func:`maf_table` has them.
    path : path
    samples : iterable of (patient_id, lesion)
        All that were sequenced: a line ``#sequenced_samples`` names them, so that one without a
        mutation is read back with a burden of 0.

    Returns
    -------
    path

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": "P1", "lesion": "primary", "chrom": "12", "pos": [25398284, 25398281],
    ...     "ref": ["C", "G"], "alt": ["T", "A"], "gene": "KRAS", "consequence": "missense_variant",
    ...     "depth": 400, "alt_depth": 90, "alt_fraction": 0.225,
    ...     "verdict": ["counted", "germline"]})
    >>> import tempfile
    >>> file = write_maf(variants, Path(tempfile.mkdtemp()) / "counted.maf", build="GRCh37")
    >>> pd.read_csv(file, sep="\\t", comment="#")["Hugo_Symbol"].tolist()
    ['KRAS']
    """
    table = maf_table(variants, build)
    named = [_barcode(*one) for one in samples]
    with whole_file(Path(path)) as temporary, open(temporary, "w", encoding="utf-8") as stream:
        stream.write("#version 2.4\n")
        if named:
            stream.write(f"#sequenced_samples: {' '.join(named)}\n")
        table.to_csv(stream, sep="\t", index=False, lineterminator="\n")
    return Path(path)


def _barcode(patient_id: str, lesion: str) -> str:
    # Blanks are between the names of #sequenced_samples.
    return re.sub(r"\s+", "_", f"{patient_id}_{lesion}")


def _place(pos: int, ref: str, alt: str) -> tuple[int, int, str, str, str]:
    """Start, end, both alleles and the type, without the bases that both alleles begin with."""
    ref, alt = ref.strip("-"), alt.strip("-")
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[shared] == alt[shared]:
        shared += 1
    ref, alt, pos = ref[shared:], alt[shared:], pos + shared
    if not ref:
        # Between the base before and the next one. An insertion that came without an anchoring
        # base (from a MAF) stands at the base before already.
        before = pos - 1 if shared else pos
        return before, before + 1, "-", alt, "INS"
    if not alt:
        return pos, pos + len(ref) - 1, ref, "-", "DEL"
    kind = _SUBSTITUTIONS.get(len(ref), "ONP") if len(ref) == len(alt) else _longer(ref, alt)
    return pos, pos + len(ref) - 1, ref, alt, kind


def _longer(ref: str, alt: str) -> str:
    return "INS" if len(alt) > len(ref) else "DEL"


def _class(term: str, kind: str) -> str:
    side = "Ins" if kind == "INS" else "Del"
    if term == "frameshift_variant":
        return f"Frame_Shift_{side}"
    if term == "protein_altering_variant":
        return f"In_Frame_{side}" if kind in ("INS", "DEL") else "Missense_Mutation"
    return _CLASSES.get(term, term)
