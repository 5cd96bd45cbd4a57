"""Burden at speed: variants beside bcftools, cyvcf2 and pyTMB, callable bases beside mosdepth.

    python benchmarks/tmb.py                all of these:
    python benchmarks/tmb.py variants       300,000 VEP-annotated variants (40-field CSQ, 1 to 6
                                            transcripts) of which 5, 36 and 90 % count: whole
                                            processes, with every verdict too, and in process
    python benchmarks/tmb.py maf            a MAF of a million rows
    python benchmarks/tmb.py memory         a file at one, two and four times the length
    python benchmarks/tmb.py depth          callable bases of a 6.4-million-read alignment
    python benchmarks/tmb.py samples        48 samples on one worker and on two
    python benchmarks/tmb.py memory --count 3000000      longer files

What is wanted stands beside what was found. cyvcf2 is installed for the run into an environment of
its own. Each run is a process of its own, in turn with its peer, round by round; the ratio is that
of the medians. A whole process is timed from the shell, start and imports included. In process the
time is from the files on disk to the numbers: Python's imports are left out (a file of one variant
is judged first); the peak of memory has them in it. radiotmb decompresses a large file and cuts
its lines in one thread and judges them in another. CPU seconds (children included, but not the
workers, which outlive the measurement) stand beside the wall clock, because a busy machine changes
their ratio little.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# This file is named as the package it measures, and Python would find it first.
HERE = Path(__file__).resolve().parent
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]

# pyTMB 1.6 (bioinfo-pf-curie/TMB): 14 s for 300,000 annotated variants on two cores.
PYTMB_PER_SECOND = 300_000 / 14
FIELDS = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|"
    "cDNA_position|CDS_position|Protein_position|Amino_acids|Codons|Existing_variation|DISTANCE|"
    "STRAND|FLAGS|VARIANT_CLASS|SYMBOL_SOURCE|HGNC_ID|CANONICAL|MANE|TSL|APPRIS|CCDS|ENSP|"
    "SWISSPROT|TREMBL|SIFT|PolyPhen|AF|EUR_AF|gnomAD_AF|CLIN_SIG|SOMATIC|PHENO"
)
SHARES = (0.05, 0.36, 0.9)  # of variants that count
CODING = ["missense_variant"] * 25 + ["synonymous_variant"] * 12
CODING += ["stop_gained", "frameshift_variant", "splice_region_variant&synonymous_variant"]
OTHER = ["intron_variant"] * 40 + ["upstream_gene_variant"] * 10
OTHER += ["3_prime_UTR_variant"] * 8 + ["downstream_gene_variant"] * 8
TERMS = (
    "missense_variant|stop_gained|stop_lost|start_lost|frameshift_variant|inframe_insertion|"
    "inframe_deletion|protein_altering_variant"
)


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


FRAME = """\
import json, resource, time
IMPORTS

def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)

if __name__ == "__main__":
    WARM
    used, start = spent(), time.perf_counter()
    BODY
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "cpu": spent() - used, "answer": answer,
                      "megabytes": peak / 1024}))
"""


OURS = """\
import glob, pandas, pysam.samtools
import radiotmb.tmb.judge
from radiotmb.tmb import *"""


def measured(code: str, imports: str = OURS, python: str = sys.executable) -> dict:
    """Run a few lines of Python in a process of its own: seconds, CPU, memory and its answer."""
    body = "".join(f"    {line}\n" for line in code.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm.vcf.gz"
        write_variants(warm, 1)
        first = f"burden_of_files(['{warm}'], read_assay('all-coding'))"
        frame = FRAME.replace("    BODY\n", body).replace("IMPORTS", imports)
        frame = frame.replace("WARM", first if imports == OURS else "pass")
        # Compiled modules are kept between runs, as an installed program's are.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run(
            [python, "-c", frame], capture_output=True, text=True, env=environment
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def program(command: str) -> dict:
    """The same for a shell command; its answer is the last number it prints."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer = int(done.stdout.split()[-1]) if done.stdout.split() else None
    return {"seconds": seconds, "cpu": cpu, "answer": answer, "megabytes": 0.0}


def in_turn(sides: dict, rounds: int) -> dict[str, dict]:
    """Every side once a round; medians, and the answer that all rounds gave."""
    runs: dict[str, list[dict]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            runs[name].append(run())
    medians = {}
    for name, found in runs.items():
        medians[name] = {
            key: statistics.median(run[key] for run in found)
            for key in ("seconds", "cpu", "megabytes")
        }
        medians[name]["answer"] = found[0]["answer"]
        row = medians[name]
        print(
            f"{name:40s} {row['seconds']:8.2f} s {row['cpu']:8.2f} CPU s "
            f"{row['megabytes']:7.0f} MB   {row['answer']}"
        )
    return medians


def ours(path: Path) -> str:
    return (
        f"found = burden_of_files(['{path}'], read_assay('study'), keep='counted')\n"
        "answer = int(found.burden['mutations'].iloc[0])"
    )


def rule() -> str:
    """The study's filter in bcftools' language."""
    terms = TERMS.replace("|", r"\|")  # bcftools reads basic regular expressions
    return (
        f'FILTER="PASS" && FMT/DP>=300 && FMT/AD[0:1]/(FMT/AD[0:0]+FMT/AD[0:1])>=0.1 && '
        f'INFO/CSQ~"{terms}"'
    )


def cyvcf2_python(folder: Path) -> str | None:
    """A Python with cyvcf2 in an environment of its own, or None with the reason on the page."""
    place = folder / "venv-cyvcf2"
    python = place / "bin" / "python"
    if python.exists():
        return str(python)
    searched = os.pathsep.join([str(HERE.parent / ".setup" / "uv" / "bin"), os.environ["PATH"]])
    uv = shutil.which("uv", path=searched)
    if uv is None:
        print("cyvcf2 is not measured: uv is not there (make setup installs it)")
        return None
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(place)],
        ["pip", "install", "--quiet", "--python", str(python), "cyvcf2"],
    ):
        done = subprocess.run([uv, *command], capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(place, ignore_errors=True)
            print(f"cyvcf2 is not measured: {' '.join(done.stderr.split()[-12:])}")
            return None
    return str(python)


LOOP = """\
terms = re.compile('TERMS')
answer = 0
for v in cyvcf2.VCF('PATH'):
    if v.FILTER is None and v.format('DP')[0, 0] >= 300:
        ref, alt = v.format('AD')[0, :2]
        answer += alt / (ref + alt) >= 0.1 and terms.search(v.INFO.get('CSQ', '')) is not None
answer = int(answer)
"""


LAST_COUNT = "| tail -1 | cut -d, -f3"
WANTED = {"radiotmb tmb": 1.0, "radiotmb tmb --variants": 0.7, "in process": 2.5}  # bcftools' speed


def variants(folder: Path, rounds: int, count: int) -> None:
    with_cyvcf2 = cyvcf2_python(folder)
    for share in SHARES:
        path = folder / f"vep{round(100 * share)}.vcf.gz"
        if not path.exists():
            write_variants(path, count, counting=share)
        print(
            f"\n{count} variants, {share:.0%} count, {path.stat().st_size / 1e6:.0f} MB compressed"
        )
        command = f"{Path(sys.executable).with_name('radiotmb')} tmb {path} --quiet"
        sides = {
            "radiotmb tmb": lambda c=command: program(f"{c} {LAST_COUNT}"),
            "radiotmb tmb --variants": lambda c=command: program(
                f"{c} --variants {folder}/all.parquet {LAST_COUNT}"
            ),
            "in process": lambda p=path: measured(ours(p)),
        }
        if shutil.which("bcftools"):
            sides["bcftools view -i"] = lambda p=path: program(
                f"bcftools view -H -i '{rule()}' {p} | wc -l"
            )
        if with_cyvcf2 is not None:
            loop = LOOP.replace("TERMS", TERMS).replace("PATH", str(path))
            sides["cyvcf2's loop"] = lambda code=loop: measured(
                code, "import re, cyvcf2", with_cyvcf2
            )
        found = in_turn(sides, rounds)
        assert len({row["answer"] for row in found.values()}) == 1, "the counts differ"
        for peer in ("bcftools view -i", "cyvcf2's loop"):
            for mine, least in WANTED.items():
                if peer in found:
                    wall, cpu = (found[peer][k] / found[mine][k] for k in ("seconds", "cpu"))
                    wish = f"; wanted {least:g}" if peer.startswith("bcftools") else ""
                    print(
                        f"{mine}, {share:.0%}: {wall:.2f} times as fast as {peer} "
                        f"({cpu:.2f} by CPU seconds{wish})"
                    )
        rate = count / found["in process"]["seconds"]
        print(f"{rate / PYTMB_PER_SECOND:.1f} times pyTMB 1.6's published rate ({rate:,.0f}/s)")


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


GROUPED = """\
table = pandas.read_csv('PATH', sep='\\t', comment='#')
wanted = ['Missense_Mutation', 'Nonsense_Mutation']
counted = table[table['Variant_Classification'].isin(wanted)]
answer = int(counted.groupby('Tumor_Sample_Barcode').size().sum())
"""


def maf(folder: Path, rounds: int, count: int) -> None:
    rows = count * 10 // 3
    path = folder / "cohort.maf"
    if not path.exists():
        write_maf(path, rows)
    code = (
        f"found = burden_of_files(['{path}'], read_assay('all-coding'), keep='counted')\n"
        "answer = int(found.burden['mutations'].sum())"
    )
    found = in_turn(
        {
            "radiotmb, MAF": lambda: measured(code),
            "pandas reads and groups": lambda: measured(GROUPED.replace("PATH", str(path))),
        },
        rounds,
    )
    mine, theirs = found.values()
    assert mine["answer"] == theirs["answer"], "the counts differ"
    wall, cpu = (theirs[key] / mine[key] for key in ("seconds", "cpu"))
    print(
        f"MAF of {rows} rows: {wall:.2f} times as fast as pandas reads and groups it "
        f"({cpu:.2f} by CPU seconds; wanted 1)"
    )


def memory(folder: Path, rounds: int, count: int) -> None:
    # Long enough to be read ahead by a thread, each of them.
    shortest, peaks = count // 2, []
    for times in (1, 2, 4):
        path = folder / f"long{shortest}x{times}.vcf.gz"
        if not path.exists():
            write_variants(path, shortest, again=times)
        # A small assay: what is kept is what counts, not what is read.
        code = (
            f"found = burden_of_files(['{path}'], read_assay('study').model_copy(update="
            "{'min_depth': 1490.0}), keep='counted')\n"
            "answer = int(found.funnel['remaining'].iloc[0])"
        )
        found = in_turn({f"{shortest * times} variants": lambda c=code: measured(c)}, rounds)
        peaks += [row["megabytes"] for row in found.values()]
    print(
        f"{peaks[-1] / peaks[0]:.2f} times the peak memory for a file 4 times as long "
        f"({peaks[-1]:.0f} MB for {shortest * 4} variants, imports included; wanted at most 1.1)"
    )


def mosdepth_starts(folder: Path) -> str | None:
    """How mosdepth is started here, or None with the reason on the page.

    Debian's looks for libhts.so, a name that only the package for developers has.
    """
    if not shutil.which("mosdepth"):
        print("mosdepth is not measured: it is not installed")
        return None
    links = folder / "lib"
    links.mkdir(exist_ok=True)
    for library in Path("/usr/lib").glob("**/libhts.so.[0-9]"):
        (links / "libhts.so").unlink(missing_ok=True)
        (links / "libhts.so").symlink_to(library)
    for command in ("mosdepth", f"LD_LIBRARY_PATH={links} mosdepth"):
        done = subprocess.run(f"{command} --version", shell=True, capture_output=True, text=True)
        if done.returncode == 0:
            return command
    print(f"mosdepth is not measured: {' '.join(done.stderr.split())}")
    return None


def depth(folder: Path, rounds: int, megabases: float) -> None:
    bam, bed = folder / "reads.bam", folder / "panel.bed"
    if not bam.exists():
        write_reads(bam, megabases)
    bed.write_text(f"chr1\t0\t{round(megabases * 1e6)}\n")
    starts = mosdepth_starts(folder)
    mosdepth = (
        f"{starts} {folder}/m {bam} && zcat {folder}/m.per-base.bed.gz | "
        "awk '$4>=300{n+=$3-$2}END{print n}'"
    )
    code = f"answer = callable_bases('{bam}', '{bed}', 300).callable_bases"
    sides = {"radiotmb callable": lambda: measured(code)}
    if starts is not None:
        sides["mosdepth, counted"] = lambda: program(mosdepth)
    found = in_turn(sides, rounds)
    if len(found) == 2:
        mine, theirs = found.values()
        wall, cpu = (mine[key] / theirs[key] for key in ("seconds", "cpu"))
        print(
            f"{wall:.2f} times mosdepth's wall time for the callable bases "
            f"({cpu:.2f} by CPU seconds; wanted at most 1.2)"
        )
        assert mine["answer"] == theirs["answer"], "the bases differ"


def samples(folder: Path, rounds: int, count: int) -> None:
    # Files of the size of an exome's; eight patients' worth of names for each of six.
    own = folder / "samples"
    own.mkdir(exist_ok=True)
    for number in range(6):
        path = own / f"s{number}a.vcf.gz"
        if not path.exists():
            write_variants(path, count // 6, seed=number)
        for letter in "bcdefgh":
            twin = own / f"s{number}{letter}.vcf.gz"
            if not twin.exists():
                twin.hardlink_to(path)
    few = folder / "two"
    few.mkdir(exist_ok=True)
    for name in "ab":
        write_variants(few / f"{name}.vcf.gz", 20, seed=5)
    code = (
        "found = burden_of_files(sorted(glob.glob('%s/*.vcf.gz')), read_assay('study'), "
        "keep='counted', workers=%d)\nanswer = int(found.burden['mutations'].sum())"
    )
    sides = {
        "48 samples, one worker": lambda: measured(code % (own, 1)),
        "48 samples, two workers": lambda: {**measured(code % (own, 2)), "cpu": math.nan},
        "2 samples of 20 variants, two workers": lambda: {
            **measured(code % (few, 2)), "cpu": math.nan
        },
    }  # fmt: skip
    one, two, start = (row["seconds"] for row in in_turn(sides, rounds).values())
    print(
        f"{one / two:.2f} times as fast with two workers as with one: 48 samples of {count // 6} "
        f"variants, the start of the workers included (wanted 1.7); {one / (two - start):.2f} "
        f"without it, which takes {start:.2f} s of {two:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    modes = {
        "variants": variants, "maf": maf, "memory": memory, "depth": depth, "samples": samples,
    }  # fmt: skip
    parser.add_argument("what", nargs="*", metavar="MODE", help=", ".join(modes))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=300_000, help="variants")
    parser.add_argument("--megabases", type=float, default=1.2, help="of the panel, at 797x")
    parser.add_argument("--keep", type=Path, help="a folder for the generated files, reused")
    asked = parser.parse_args()
    if strange := set(asked.what) - modes.keys():
        parser.error(f"no mode '{min(strange)}'; there are {', '.join(modes)}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for mode in asked.what or modes:
            size = asked.megabases if mode == "depth" else asked.count
            modes[mode](folder, asked.rounds, size)


if __name__ == "__main__":
    main()
