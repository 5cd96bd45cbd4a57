"""Burden at speed: variants beside bcftools, cyvcf2 and pyTMB, callable bases beside mosdepth.

    python benchmarks/tmb.py                all of these:
    python benchmarks/tmb.py variants       300,000 VEP-annotated variants (40-field CSQ, 1 to 6
                                            transcripts) of which 5, 36 and 90% count: whole
                                            processes, with every verdict too, and in process
    python benchmarks/tmb.py maf            a MAF of a million rows
    python benchmarks/tmb.py memory         a file at one, two and four times the length
    python benchmarks/tmb.py depth          callable bases of a 6.4-million-read alignment
    python benchmarks/tmb.py samples        48 samples of 50,000 variants on one worker and on two,
                                            and of 200,000
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
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

# This file is named as the package it measures, and Python would find it first.
HERE = Path(__file__).resolve().parent
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
sys.path.append(str(HERE / "burden"))

from generated import write_maf, write_reads, write_variants  # noqa: E402
from timed import in_turn, measured, program  # noqa: E402

# pyTMB 1.6 (bioinfo-pf-curie/TMB): 14 s for 300,000 annotated variants on two cores.
PYTMB_PER_SECOND = 300_000 / 14
SHARES = (0.05, 0.36, 0.9)  # of variants that count
TERMS = (
    "missense_variant|stop_gained|stop_lost|start_lost|frameshift_variant|inframe_insertion|"
    "inframe_deletion|protein_altering_variant"
)


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


GROUPED = """\
table = pandas.read_csv('PATH', sep='\\t', comment='#')
wanted = ['Missense_Mutation', 'Nonsense_Mutation']
counted = table[table['Variant_Classification'].isin(wanted)]
answer = int(counted.groupby('Tumor_Sample_Barcode').size().sum())
"""


def maf(folder: Path, rounds: int, count: int) -> None:
    rows = count * 10 // 3
    path, small = folder / "cohort.maf", folder / "small.maf"
    if not path.exists():
        write_maf(path, rows)
        write_maf(small, 100)
    code = (
        "found = burden_of_files(['PATH'], read_assay('all-coding'), keep='counted')\n"
        "answer = int(found.burden['mutations'].sum())"
    )

    def side(code: str) -> Callable[[], dict]:
        """A program on the cohort, which has done the same with a few rows before the clock."""
        whole, few = code.replace("PATH", str(path)), code.replace("PATH", str(small))
        return lambda: measured(whole, warm=few)

    # A second or less each, of which some depends on what memory the system hands out.
    found = in_turn(
        {"radiotmb, MAF": side(code), "pandas reads and groups": side(GROUPED)}, 3 * rounds
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
    # Files as long as an exome's, and once four times that: eight names for each of six.
    _samples(folder, rounds, count // 6, 1)
    _samples(folder, 1, count // 6, 4)


def _samples(folder: Path, rounds: int, count: int, times: int) -> None:
    own, few = folder / f"samples{times}", folder / "two"
    for place in (own, few):
        place.mkdir(exist_ok=True)
    for number in range(6):
        path = own / f"s{number}a.vcf.gz"
        if not path.exists():
            write_variants(path, count, seed=number, again=times)
        for letter in "bcdefgh":
            twin = own / f"s{number}{letter}.vcf.gz"
            if not twin.exists():
                twin.hardlink_to(path)
    for name in "ab":
        write_variants(few / f"{name}.vcf.gz", 20, seed=5)
    code = (
        "found = burden_of_files(sorted(glob.glob('%s/*.vcf.gz')), read_assay('study'), "
        "keep='counted', workers=%d)\nanswer = int(found.burden['mutations'].sum())"
    )
    # The CPU seconds of workers outlive the measurement.
    sides = {
        "48 samples, one worker": lambda: measured(code % (own, 1)),
        "48 samples, two workers": lambda: {**measured(code % (own, 2)), "cpu": math.nan},
        "2 samples of 20 variants, two workers": lambda: {
            **measured(code % (few, 2)), "cpu": math.nan
        },
    }  # fmt: skip
    one, two, start = (row["seconds"] for row in in_turn(sides, rounds).values())
    wanted = "wanted 1.7; " if times == 1 else ""
    print(
        f"{one / two:.2f} times as fast with two workers as with one: 48 samples of "
        f"{count * times} variants, {one:.2f} s of work on one, the start of the workers included "
        f"({wanted}{one / (two - start):.2f} without it, which takes {start:.2f} s of {two:.2f} s)"
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
