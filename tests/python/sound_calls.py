"""Sound variant files of callers, each with the counts and annotations that its caller writes.

test_hostile_inputs.py damages them.
"""

_VEP = '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Gene">'
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"


def _formats(*declared: str) -> list[str]:
    """Declarations of ``ID/Number/Type``."""
    tags = (one.split("/") for one in declared)
    return [
        f'##FORMAT=<ID={name},Number={count},Type={kind},Description="{name} of a caller">'
        for name, count, kind in tags
    ]


def _vcf(head: list[str], samples: str, rows: list[str]) -> bytes:
    lines = ["##fileformat=VCFv4.2", *head, "##contig=<ID=chr5,length=181538259>"]
    lines += ["\t".join([COLUMNS, *samples.split()])]
    lines += ["chr5\t" + "\t".join(row.split()) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _term(allele: str, term: str = "missense_variant") -> str:
    return f"CSQ={allele}|{term}|APC|E1"


def files_of_callers() -> dict[str, bytes]:
    """A file of each kind of counts, as its caller writes them."""
    return {
        "mutect": _vcf(
            ["##tumor_sample=T", "##normal_sample=N", _VEP,
             '##INFO=<ID=POPAF,Number=A,Type=Float,Description="negative log 10 population AF">',
             *_formats("GT/1/String", "AD/R/Integer", "AF/A/Float", "DP/1/Integer", "PGT/1/String",
                       "PID/1/String", "PS/1/Integer", "F1R2/R/Integer", "SB/4/Integer")],
            "N T",
            [f"100 . C T . PASS {_term('T')};POPAF=5.6 GT:AD:AF:DP 0/0:400,0:0.01:400 "
             "0/1:300,200:0.4:500",
             f"104 . G A,GA . PASS {_term('A')},GA|frameshift_variant|APC|E1;POPAF=3.1,6 "
             "GT:AD:AF:DP:PGT:PID:PS 0|0:400,0,0:0,0:400:0|1:100_C_T:100 "
             "0|1/2:300,100,90:0.2,0.18:490:0|1:100_C_T:100",
             f"180 rs1 CA C . germline {_term('-', 'frameshift_variant')};POPAF=. GT:AD:AF:DP:SB "
             "0/0:400,0:0.01:400:1,1,1,1 0/1:300,200:0.4:500:9,9,9,9"],
        ),
        "varscan": _vcf(
            [_VEP, '##INFO=<ID=SS,Number=1,Type=String,Description="Somatic status of variant">',
             *_formats("GT/1/String", "DP/1/Integer", "RD/1/Integer", "AD/1/Integer",
                       "FREQ/1/String", "DP4/1/String")],
            "NORMAL TUMOR",
            [f"100 . C T . PASS SOMATIC;SS=2;{_term('T')} GT:DP:RD:AD:FREQ:DP4 "
             "0/0:400:400:0:0%:200,200,0,0 0/1:500:300:200:40%:150,150,100,100",
             f"140 . G A . PASS SS=1;{_term('A')} GT:DP:RD:AD:FREQ:DP4 "
             "0/1:400:200:200:50%:100,100,100,100 0/1:500:300:200:40,5%:150,150,100,100"],
        ),
        "torrent": _vcf(
            [_VEP, *_formats("GT/1/String", "DP/1/Integer", "FDP/1/Integer", "RO/1/Integer",
                             "FRO/1/Integer", "AO/A/Integer", "FAO/A/Integer", "AF/A/Float")],
            "S",
            [f"100 . C T 90 PASS {_term('T')} GT:DP:FDP:RO:FRO:AO:FAO:AF "
             "0/1:500:490:300:295:200:195:0.4",
             f"140 . GAA A,G 90 PASS {_term('-')} GT:DP:FDP:RO:FRO:AO:FAO:AF "
             "1/2:500:490:100:95:200,200:195,200:0.4,0.4"],
        ),
        "caveman": _vcf(
            [_VEP, *_formats("GT/1/String", *(f"{strand}{base}Z/1/Integer" for strand in "FR"
                                              for base in "ACGT"), "PM/1/Float")],
            "NORMAL TUMOUR",
            [f"100 . C T . PASS {_term('T')} GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM "
             "0|0:0:200:0:0:0:200:0:0:0 0|1:0:150:0:100:0:150:0:100:0.4"],
        ),
        "platypus": _vcf(
            [_VEP, *_formats("GT/1/String", "NR/A/Integer", "NV/A/Integer")],
            "S",
            [f"100 . C T 90 PASS {_term('T')} GT:NR:NV 0/1:500:200",
             f"140 . G A,T 90 PASS {_term('A')},{_term('T')[4:]} GT:NR:NV 1/2:500,500:200,100"],
        ),
        "bcsq": _vcf(
            ['##INFO=<ID=BCSQ,Number=.,Type=String,Description="Format: Consequence|gene|transcript'
             '|biotype|strand|amino_acid_change|dna_change">',
             *_formats("GT/1/String", "AD/R/Integer", "DP/1/Integer", "BCSQ/./Integer")],
            "S",
            ["100 . C T 90 PASS BCSQ=missense|APC|T1|protein_coding|+|1V>1A|100C>T GT:AD:DP:BCSQ "
             "0/1:300,200:500:1",
             "102 . G A 90 PASS BCSQ=@100,synonymous|APC|T1|protein_coding GT:AD:DP:BCSQ "
             "0/1:300,200:500:3"],
        ),
        "funcotator": _vcf(
            ['##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Funcotation fields are: '
             'Gencode_19_hugoSymbol|Gencode_19_variantClassification">',
             *_formats("GT/1/String", "AD/R/Integer", "DP/1/Integer")],
            "S",
            ["100 . C T 90 PASS FUNCOTATION=[APC|MISSENSE] GT:AD:DP 0/1:300,200:500",
             "140 . C A,T 90 PASS FUNCOTATION=[KRAS|MISSENSE],[KRAS|SILENT] GT:AD:DP "
             "1/2:300,100,100:500"],
        ),
    }  # fmt: skip
