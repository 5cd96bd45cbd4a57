"""Files of a burden's benchmark, the same in every run: annotated variants, a MAF, an alignment."""

from __future__ import annotations

import random
from pathlib import Path

FIELDS = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|"
    "cDNA_position|CDS_position|Protein_position|Amino_acids|Codons|Existing_variation|DISTANCE|"
    "STRAND|FLAGS|VARIANT_CLASS|SYMBOL_SOURCE|HGNC_ID|CANONICAL|MANE|TSL|APPRIS|CCDS|ENSP|"
    "SWISSPROT|TREMBL|SIFT|PolyPhen|AF|EUR_AF|gnomAD_AF|CLIN_SIG|SOMATIC|PHENO"
)
CODING = ["missense_variant"] * 25 + ["synonymous_variant"] * 12
CODING += ["stop_gained", "frameshift_variant", "splice_region_variant&synonymous_variant"]
OTHER = ["intron_variant"] * 40 + ["upstream_gene_variant"] * 10
OTHER += ["3_prime_UTR_variant"] * 8 + ["downstream_gene_variant"] * 8


def write_variants(
    path: Path, count: int, seed: int = 1, again: int = 1, counting: float | None = None
) -> None:
    """An exome-like tumour-only VCF as VEP annotates it: 1 to 6 transcripts a variant.

    ``again`` writes the records that often, each time on chromosomes of other names; ``counting``
    is the share of variants that pass every filter of the study (one in twelve by default).
    """
    import pysam

    rng = random.Random(seed)
    head = [
        "##fileformat=VCFv4.2",
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl '
        f'VEP. Format: {FIELDS}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
        '##FILTER=<ID=LowQual,Description="low quality">',
        *(f"##contig=<ID=chr{chrom},length=250000000>" for chrom in range(1, 23)),
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR",
    ]
    share = count // 22 + 1
    with pysam.BGZFile(str(path), "wb") as stream:
        stream.write(("\n".join(head) + "\n").encode())
        for start in range(0, count, 2000):
            numbers = range(start, min(start + 2000, count))
            lines = [_record(rng, i, share, counting) for i in numbers]
            for repeat in range(again):
                prefix = f"chr{repeat}_" if repeat else "chr"
                stream.write("".join(prefix + line for line in lines).encode())


def _record(rng: random.Random, number: int, share: int, counting: float | None) -> str:
    ref, alt = rng.sample("ACGT", 2)
    counts = counting is not None and rng.random() < counting
    coding = rng.random() < 0.25 if counting is None else rng.random() < 0.1
    kind = ["missense_variant"] if counts else CODING if coding else OTHER
    main, pos = rng.choice(kind), 1000 + number % share * 700
    entries = []
    for place in range(rng.randrange(1, 7)):
        term = main if place == 0 or rng.random() < 0.6 else rng.choice(OTHER)
        gene = rng.randrange(20000)
        entries.append(
            f"{alt}|{term}|X|GENE{gene}|ENSG{gene:011d}|Transcript|ENST{gene:011d}|protein_coding|"
            f"3/12||ENST{gene:011d}.3:c.{pos % 3000}{ref}>{alt}|ENSP{gene:011d}.3:p.Arg{pos % 900}"
            f"Trp|{pos % 4000}|{pos % 3000}|{pos % 1000}|R/W|Cgg/Tgg|rs{rng.randrange(10**9)}||1||"
            f"SNV|HGNC|HGNC:{gene}|YES|NM_{gene:09d}|1|P1|CCDS{gene}|ENSP{gene:011d}|P{gene:05d}||"
            f"deleterious(0.01)|probably_damaging(0.99)|0.001|0.002|{rng.random() ** 4:.5f}|||1"
        )
    depth = rng.randrange(300 if counts else 50, 1500)
    count = round(depth * (0.15 + 0.8 * rng.random() if counts else rng.random() ** 2))
    status = "PASS" if counts or rng.random() < 0.9 else "LowQual"
    return (
        f"{number // share + 1}\t{pos}\t.\t{ref}\t{alt}\t{rng.randrange(20, 900)}\t{status}\t"
        f"CSQ={','.join(entries)}\tGT:AD:DP\t0/1:{depth - count},{count}:{depth}\n"
    )


def write_maf(path: Path, count: int) -> None:
    """A MAF of a cohort: 400 samples, 14 columns."""
    rng = random.Random(3)
    classes = ["Missense_Mutation"] * 6 + ["Silent", "Intron", "Nonsense_Mutation", "3'UTR"]
    head = (
        "Hugo_Symbol Entrez_Gene_Id NCBI_Build Chromosome Start_Position End_Position "
        "Variant_Classification Variant_Type Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 "
        "Tumor_Sample_Barcode t_ref_count t_alt_count"
    )
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(head.replace(" ", "\t") + "\n")
        for number in range(count):
            ref, alt = rng.sample("ACGT", 2)
            place, kind = 1000 + number * 7, rng.choice(classes)
            row = (
                f"GENE{rng.randrange(20000)} 0 GRCh37 {number % 22 + 1} {place} {place} {kind} SNP "
                f"{ref} {ref} {alt} S{rng.randrange(400):04d} {rng.randrange(900)} "
                f"{rng.randrange(300)}"
            )
            stream.write(row.replace(" ", "\t") + "\n")


def write_reads(path: Path, megabases: float = 1.2, depth: int = 797) -> None:
    """A sorted alignment of 150-base reads over one panel; bases and qualities vary."""
    import pysam

    rng = random.Random(2)
    size, length = round(megabases * 1e6), 150
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr1", "LN": size}]}
    genome = "".join(rng.choices("ACGT", k=size))
    quality = ["".join(rng.choices("FFFFFF:,", k=length)) for _ in range(50)]
    reads = round(size * depth / length)
    with pysam.AlignmentFile(str(path), "wb", header=header, threads=2) as bam:
        read = pysam.AlignedSegment(bam.header)
        for number in range(reads):
            start = number * (size - length) // reads
            read.query_name = f"R:{number}"
            read.query_sequence = genome[start : start + length]
            read.reference_id, read.reference_start = 0, start
            read.mapping_quality, read.flag = 60, 16 * (number % 2)
            read.cigartuples = [(0, length)]
            read.query_qualities_str = quality[number % 50]
            bam.write(read)
    pysam.index(str(path))
