"""The simulated panel: 409 well-known cancer genes, their chromosomes, and colorectal hotspots.

Symbols and hotspots are public knowledge (hg19). Apart from the hotspots a gene's place on its
chromosome is invented: the genes of a chromosome stand at even distances along it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Lengths of hg19's chromosomes, for the contig lines.
CONTIGS = {
    "chr1": 249250621, "chr2": 243199373, "chr3": 198022430, "chr4": 191154276,
    "chr5": 180915260, "chr6": 171115067, "chr7": 159138663, "chr8": 146364022,
    "chr9": 141213431, "chr10": 135534747, "chr11": 135006516, "chr12": 133851895,
    "chr13": 115169878, "chr14": 107349540, "chr15": 102531392, "chr16": 90354753,
    "chr17": 81195210, "chr18": 78077248, "chr19": 59128983, "chr20": 63025520,
    "chr21": 48129895, "chr22": 51304566, "chrX": 155270560,
}  # fmt: skip

_SYMBOLS = {
    "chr1": "TNFRSF14 MTOR SDHB PAX7 ARID1A LCK MPL MYCL MUTYH CDKN2C JUN JAK1 BCL10 NRAS TRIM33"
    " NOTCH2 BCL9 MCL1 ARNT NTRK1 DDR2 SDHC ABL2 PTGS2 CDC73 MDM4 PIK3C2B IKBKE FH AKT3",
    "chr2": "MYCN DNMT3A NCOA1 ALK MSH2 MSH6 EPCAM BCL11A REL XPO1 CXCR4 LRP1B ACVR2A NFE2L2"
    " PMS1 SF3B1 CASP8 IDH1 ERBB4 BARD1 PAX3 UGT1A1 ERCC3",
    "chr3": "FANCD2 VHL PPARG RAF1 XPC TGFBR2 MLH1 MYD88 CTNNB1 SETD2 RHOA BAP1 PBRM1 MITF FOXP1"
    " ROBO1 EPHA3 GATA2 EPHB1 ATR PIK3CB PIK3CA SOX2 BCL6",
    "chr4": "FGFR3 NSD2 PHOX2B PDGFRA KIT KDR EPHA5 NFKB1 TET2 FAT4 FBXW7 FAT1",
    "chr5": "SDHA TERT IL7R RICTOR IL6ST MAP3K1 PIK3R1 MSH3 APC RAD50 CTNNA1 CSF1R PDGFRB NPM1"
    " FGFR4 NSD1 FLT4",
    "chr6": "IRF4 DEK POU5F1 NOTCH4 DAXX PIM1 CCND3 VEGFA HSP90AB1 EPHA7 PRDM1 FOXO3 ROS1 SGK1"
    " MYB TNFAIP3 ESR1 SYNE1 ARID1B IGF2R PKHD1",
    "chr7": "CARD11 PMS2 RAC1 ETV1 IKZF1 EGFR AKAP9 CDK6 TRRAP RELN PIK3CG MET GRM8 POT1 SMO"
    " BRAF EPHB6 EZH2 KMT2C XRCC2 EPHB4",
    "chr8": "CSMD1 WRN NRG1 FGFR1 KAT6A IKBKB PRKDC NCOA2 PREX2 NBN RUNX1T1 UBR5 RSPO2 CSMD3"
    " EXT1 RAD21 MYC RECQL4",
    "chr9": "JAK2 CD274 PTPRD CDKN2A CDKN2B FANCG PAX5 GNAQ NTRK2 PTCH1 FANCC XPA TGFBR1 KLF4"
    " ABL1 TSC1 BRD3 NOTCH1",
    "chr10": "GATA3 MLLT10 RET NCOA4 CCDC6 TET1 KAT6B BMPR1A PTEN FAS NFKB2 SUFU TCF7L2 FGFR2",
    "chr11": "HRAS IGF2 NUP98 WT1 EXT2 MEN1 CCND1 FGF3 FGF4 FGF19 NUMA1 MRE11 MAML2 BIRC2 BIRC3"
    " ATM SDHD KMT2A CBL CHEK1 ETS1 FLI1",
    "chr12": "KDM5A CCND2 CHD4 ZNF384 ETV6 CDKN1B KRAS ARID2 KMT2D ACVR1B ATF1 ERBB3 GLI1 STAT6"
    " CDK4 DDIT3 MDM2 PTPN11 TBX3 HNF1A POLE",
    "chr13": "CDK8 FLT3 FLT1 BRCA2 FOXO1 RB1 DIS3 ERCC5 IRS2",
    "chr14": "NKX2-1 FOXA1 MAX RAD51B MLH3 TSHR TRIP11 DICER1 HSP90AA1 AKT1 NFKBIA",
    "chr15": "BUB1B KNL1 RAD51 B2M TCF12 MAP2K1 SMAD3 PML NTRK3 IDH2 BLM IGF1R MGA",
    "chr16": "AXIN1 NTHL1 TRAF7 TSC2 CREBBP GRIN2A SOCS1 ERCC4 MYH11 PALB2 IL21R CYLD CDH11 CBFB"
    " CTCF CDH1 ZFHX3 MAF FANCA",
    "chr17": "TP53 PER1 AURKB MAP2K4 NCOR1 FLCN NF1 RAD51D CDK12 ERBB2 RARA STAT3 BRCA1 ETV4"
    " COL1A1 SPOP RNF43 RAD51C PPM1D BRIP1 CD79B AXIN2 PRKAR1A SOX9 SRSF2 SEPTIN9 RNF213 RPTOR",
    "chr18": "GATA6 SS18 CDH2 ZNF521 SETBP1 SMAD2 SMAD4 DCC MALT1 BCL2",
    "chr19": "STK11 TCF3 GNA11 MAP2K2 FZR1 DNMT1 KEAP1 SMARCA4 CALR NOTCH3 BRD4 JAK3 PIK3R2"
    " CRTC1 CCNE1 CEBPA KMT2B AKT2 AXL CIC ERCC2 ERCC1 XRCC1 POLD1 PPP2R1A",
    "chr20": "BCL2L1 ASXL1 DNMT3B SRC MAFB TOP1 PLCG1 PTPRT MYBL2 NCOA3 ZNF217 AURKA GNAS",
    "chr21": "RUNX1 ERG ETS2 TMPRSS2 U2AF1 DYRK1A",
    "chr22": "CRKL LZTR1 MAPK1 BCR SMARCB1 MN1 CHEK2 EWSR1 NF2 MYH9 PDGFB EP300",
    "chrX": "ZRSR2 BCOR USP9X DDX3X KDM6A ARAF RBM10 GATA1 WAS TFE3 KDM5C SMC1A AMER1 AR MED12"
    " ATRX BTK PAK3 STAG2 SH2D1A PHF6 BCORL1",
}


@dataclass(frozen=True)
class Gene:
    """A gene of the panel: its symbol, chromosome and (invented) place."""

    symbol: str
    chrom: str
    start: int


@dataclass(frozen=True)
class Hotspot:
    """A recurrent colorectal mutation at its real hg19 place."""

    symbol: str
    chrom: str
    pos: int
    ref: str
    alt: str
    function: str
    protein: str


def _panel() -> dict[str, Gene]:
    genes = {}
    for chrom, symbols in _SYMBOLS.items():
        names = symbols.split()
        step = CONTIGS[chrom] // (len(names) + 1)
        for rank, symbol in enumerate(names, start=1):
            genes[symbol] = Gene(symbol, chrom, rank * step)
    return genes


PANEL: dict[str, Gene] = _panel()

HOTSPOTS = (
    Hotspot("KRAS", "chr12", 25398284, "C", "T", "missense", "p.Gly12Asp"),
    Hotspot("KRAS", "chr12", 25398284, "C", "A", "missense", "p.Gly12Val"),
    Hotspot("KRAS", "chr12", 25398281, "C", "T", "missense", "p.Gly13Asp"),
    Hotspot("KRAS", "chr12", 25378562, "C", "T", "missense", "p.Ala146Thr"),
    Hotspot("NRAS", "chr1", 115256529, "T", "C", "missense", "p.Gln61Arg"),
    Hotspot("BRAF", "chr7", 140453136, "A", "T", "missense", "p.Val600Glu"),
    Hotspot("TP53", "chr17", 7578406, "C", "T", "missense", "p.Arg175His"),
    Hotspot("TP53", "chr17", 7577120, "C", "T", "missense", "p.Arg273His"),
    Hotspot("TP53", "chr17", 7577539, "G", "A", "missense", "p.Arg248Trp"),
    Hotspot("TP53", "chr17", 7578212, "G", "A", "nonsense", "p.Arg213Ter"),
    Hotspot("PIK3CA", "chr3", 178936091, "G", "A", "missense", "p.Glu545Lys"),
    Hotspot("PIK3CA", "chr3", 178952085, "A", "G", "missense", "p.His1047Arg"),
    Hotspot("APC", "chr5", 112175639, "C", "T", "nonsense", "p.Arg1450Ter"),
    Hotspot("APC", "chr5", 112173917, "C", "T", "nonsense", "p.Arg876Ter"),
    Hotspot("SMAD4", "chr18", 48591919, "G", "A", "missense", "p.Arg361His"),
    Hotspot("FBXW7", "chr4", 153249384, "C", "T", "missense", "p.Arg465His"),
)

# How often each gene drives a colorectal cancer, roughly as in published cohorts.
DRIVERS = {
    "APC": 0.75, "TP53": 0.70, "KRAS": 0.45, "PIK3CA": 0.18, "SMAD4": 0.14, "FBXW7": 0.14,
    "SOX9": 0.10, "TCF7L2": 0.10, "AMER1": 0.08, "ARID1A": 0.08, "BRAF": 0.06, "NRAS": 0.05,
    "RNF43": 0.05, "CTNNB1": 0.05,
}  # fmt: skip

# Long genes collect passengers.
LONG_GENES = {
    "LRP1B": 8.0, "SYNE1": 7.0, "FAT4": 7.0, "CSMD3": 6.0, "CSMD1": 5.0, "FAT1": 5.0,
    "PKHD1": 5.0, "KMT2C": 5.0, "KMT2D": 5.0, "RNF213": 4.0, "RELN": 4.0, "ATM": 4.0,
    "ZFHX3": 3.0, "PRKDC": 3.0, "TRRAP": 3.0, "AKAP9": 3.0, "BRCA2": 3.0, "NF1": 3.0,
    "POLE": 2.0, "DCC": 3.0,
}  # fmt: skip
