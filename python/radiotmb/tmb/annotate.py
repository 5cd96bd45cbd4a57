"""Consequences for a VCF that has none, by the bcftools csq of pysam."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.runtime.files import whole_file
from radiotmb.tmb.formats.vcf_header import read_header
from radiotmb.tmb.lines import read_lines


def annotate_vcf(
    vcf: str | Path,
    reference: str | Path,
    genes: str | Path,
    out: str | Path,
    *,
    haplotypes: bool | None = None,
) -> Path:
    """Write a VCF with bcftools csq's consequences (INFO BCSQ).

    Parameters
    ----------
    vcf : path
        VCF or BCF.
    reference : path
        Indexed FASTA.
    genes : path
        GFF3 with Ensembl's ``ID=gene:`` and ``ID=transcript:``.
    out : path
        A VCF; compressed where its name ends in ``.gz``.
    haplotypes : bool, optional
        Join variants of one haplotype before the protein is read. By default only where every
        genotype is phased: tumour calls are not, and each then stands for itself.

    Returns
    -------
    path
        ``out``.

    Raises
    ------
    InputError
        With what bcftools says, where the three files do not fit together.

    References
    ----------
    Danecek P, McCarthy SA. BCFtools/csq: haplotype-aware variant consequences. Bioinformatics
    2017;33:2037-2039.
    """
    for path, what in ((vcf, "a VCF"), (reference, "a FASTA"), (genes, "a GFF3")):
        if not Path(path).is_file():
            raise InputError("no such file", file=path, expected=what)
    prefixes = ",".join(_prefix(name) for name in _first_names(vcf, reference, genes))
    arguments = ["-f", str(reference), "-g", str(genes), "--unify-chr-names", prefixes]
    if not (_all_phased(Path(vcf)) if haplotypes is None else haplotypes):
        arguments.append("-l")
    compressed = str(out).endswith(".gz")
    with whole_file(out) as temporary:
        run_bcftools(
            "csq", *arguments, "-O", "z" if compressed else "v", "-o", str(temporary), str(vcf),
            about=vcf,
        )  # fmt: skip
    return Path(out)


def run_bcftools(command: str, *arguments: str, about: str | Path) -> None:
    """A bcftools command of pysam's; its complaint becomes an InputError on ``about``.

    What it writes does not say by which command and when: the folders in it may name a person.
    """
    silent = [] if command == "sort" else ["--no-version"]
    run = _in_process_of_its_own if command == "csq" else _in_this_process
    said = run(command, *silent, *arguments)
    if said is not None:
        complaint = said.split("stderr=", 1)[-1].replace("\\n", "\n").splitlines()
        complaint = [line.strip() for line in complaint if line.strip()]
        raise InputError(
            f"bcftools {command} stopped: {' '.join(complaint[-3:])[:300]}", file=about
        )


def _in_this_process(command: str, *arguments: str) -> str | None:
    import pysam.bcftools
    from pysam.utils import SamtoolsError

    loud = pysam.set_verbosity(0)
    try:
        getattr(pysam.bcftools, command)(*arguments, catch_stdout=False)
    except SamtoolsError as error:
        return str(error)
    finally:
        pysam.set_verbosity(loud)
    return None


# With -c the working folder is the first place Python would look for modules.
_PROGRAM = """
import sys
if sys.path[0] == "":
    sys.path.pop(0)
import pysam.bcftools
pysam.set_verbosity(0)
try:
    getattr(pysam.bcftools, sys.argv[1])(*sys.argv[2:], catch_stdout=False)
except pysam.SamtoolsError as error:
    sys.exit(str(error))
"""


def _in_process_of_its_own(command: str, *arguments: str) -> str | None:
    """For csq, which keeps the last position of one file and then calls the next unsorted."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, command, *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return None
    return done.stderr.strip() or f"ended with status {done.returncode}"


def _first_names(vcf: str | Path, reference: str | Path, genes: str | Path) -> list[str]:
    header, lines = read_header(Path(vcf))
    first = next((line for line in lines if line), b"")
    gene = next((line for line in read_lines(Path(genes)) if line[:1] not in b"#"), b"")
    base = next((line[1:] for line in read_lines(Path(reference)) if line), b"")
    names = [re.split(rb"\s", line)[0].decode("utf-8", "replace") for line in (first, gene, base)]
    return [names[0] or next(iter(header.contigs), ""), *names[1:]]


def _prefix(name: str) -> str:
    return "chr" if name.startswith("chr") else "-"


def _all_phased(vcf: Path) -> bool:
    """Whether every sample's every genotype is phased or homozygous (and there are genotypes)."""
    header, lines = read_header(vcf)
    if not header.samples:
        return False
    seen = False
    for line in lines:
        columns = line.split(b"\t")
        if len(columns) < 10 or not columns[8].startswith(b"GT"):
            return False
        for call in columns[9:]:
            alleles = call.partition(b":")[0].split(b"/")
            if len(set(alleles)) > 1:
                return False
            seen = True
    return seen
