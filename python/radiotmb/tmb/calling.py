"""Tumour-only calls from an alignment: pileup counts and thresholds, or Torrent Variant Caller."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from radiotmb.errors import InputError, MissingSoftwareError
from radiotmb.runtime.files import whole_file
from radiotmb.tmb.alignment_file import alignment_contigs
from radiotmb.tmb.annotate import annotate_vcf, run_bcftools
from radiotmb.tmb.intervals import read_bed
from radiotmb.tmb.lines import read_lines

# mpileup looks at no more than 250 reads a site unless told otherwise: at 800x it would hide the
# very depth the assay asks for. The same cap holds for indel candidates (-L).
_NO_CAP = "1000000"
_HEADER = """\
##fileformat=VCFv4.2
##source=radiotmb call --caller pileup
##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias: Phred-scaled p of Fisher's exact test">
##INFO=<ID=RPBZ,Number=1,Type=Float,Description="Read-position bias: z of the Mann-Whitney U test">
##FORMAT=<ID=GT,Number=1,Type=String,Description="0/1 for every call: tumour-only, no ploidy">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads of sufficient quality">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads with the reference and the alternate">
##FORMAT=<ID=ADF,Number=R,Type=Integer,Description="The same on the forward strand">
##FORMAT=<ID=ADR,Number=R,Type=Integer,Description="The same on the reverse strand">
##FORMAT=<ID=AF,Number=A,Type=Float,Description="Share of the alternate among the reads">
"""


@dataclass(frozen=True)
class Thresholds:
    """What an allele must reach to be called.

    Examples
    --------
    >>> Thresholds(min_fraction=0.1).min_alt_depth
    4
    >>> Thresholds(min_fraction=10)
    Traceback (most recent call last):
    radiotmb.errors.InputError: min_fraction is 10; expected a share in (0, 1]
    """

    min_depth: int = 20
    min_alt_depth: int = 4
    min_fraction: float = 0.05
    min_base_quality: int = 10
    min_mapping_quality: int = 4

    def __post_init__(self) -> None:
        if not 0 < self.min_fraction <= 1:
            raise InputError(f"min_fraction is {self.min_fraction}", expected="a share in (0, 1]")


@dataclass(frozen=True)
class TorrentSettings:
    """What the Torrent Variant Caller is given: its parameter file (JSON), and threads.

    Examples
    --------
    >>> TorrentSettings(threads=2).parameters is None
    True
    """

    parameters: str | Path | None = None
    threads: int = 1


def call_variants(
    bam: str | Path,
    reference: str | Path,
    targets: str | Path,
    genes: str | Path | None = None,
    out: str | Path = "calls.vcf.gz",
    *,
    caller: str = "pileup",
    thresholds: Thresholds = Thresholds(),
    torrent: TorrentSettings = TorrentSettings(),
) -> int:
    """Call SNVs and short indels of a tumour without its normal.

    Germline variants are among the calls; a filter takes them out later.

    Parameters
    ----------
    bam : path
        BAM or CRAM with its index.
    reference : path
        Indexed FASTA.
    targets : path
        BED.
    genes : path, optional
        GFF3: the calls are annotated with bcftools csq.
    out : path
        VCF, bgzipped and indexed where the name ends in ``.gz``.
    caller : str
        ``pileup`` (counts from mpileup, then the thresholds) or ``tvc`` (the Torrent Variant
        Caller, for Ion alignments with flow signals).
    thresholds : Thresholds
        Reads at the site and with the allele, share of the allele, and the qualities (Phred) below
        which a read or a base is not counted.
    torrent : TorrentSettings
        For ``tvc``.

    Returns
    -------
    int
        How many calls stand in ``out``. Their FS and RPBZ (INFO) report strand and read-position
        bias.

    Raises
    ------
    InputError
        Where the files cannot be used.
    MissingSoftwareError
        Where ``tvc`` is asked for and not installed.
    """
    if caller not in ("pileup", "tvc"):
        raise InputError(f"no caller '{caller}'", expected="pileup or tvc")
    bam, reference, out = Path(bam), Path(reference), Path(out)
    for path, what in ((bam, "a BAM or CRAM"), (reference, "a FASTA")):
        if not path.is_file():
            raise InputError("no such file", file=path, expected=what)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        bed = _targets_of(bam, targets, reference, scratch)
        if caller == "pileup":
            raw = _pileup(bam, reference, bed, thresholds, scratch)
        else:
            raw = _torrent(bam, reference, bed, thresholds, torrent, scratch)
        tidy = scratch / "tidy.vcf.gz"
        run_bcftools("norm", "-f", str(reference), "-m", "-any", "-c", "w", "-O", "u", "-o",
                     str(scratch / "norm.bcf"), str(raw), about=bam)  # fmt: skip
        run_bcftools("sort", "-T", str(scratch), "-O", "z", "-o", str(tidy),
                     str(scratch / "norm.bcf"), about=bam)  # fmt: skip
        if genes is not None:
            tidy = annotate_vcf(tidy, reference, genes, scratch / "annotated.vcf.gz")
        calls = sum(1 for line in read_lines(tidy) if not line.startswith(b"#"))
        _publish(tidy, out)
    return calls


def _publish(vcf: Path, out: Path) -> None:
    """Under its final name, whole; its index after it."""
    import pysam

    if out.suffix == ".gz":
        with whole_file(out) as temporary:
            shutil.copyfile(vcf, temporary)
        pysam.tabix_index(str(out), preset="vcf", force=True)
    else:
        with whole_file(out) as temporary:
            run_bcftools("view", "-O", "v", "-o", str(temporary), str(vcf), about=vcf)


def _targets_of(bam: Path, targets: str | Path, reference: Path, scratch: Path) -> Path:
    """The targets under the alignment's own names of chromosomes, merged."""
    names = alignment_contigs(bam, reference)
    bed = scratch / "targets.bed"
    lines = [
        f"{names[chrom]}\t{start}\t{end}\n"
        for chrom, found in read_bed(targets).merged.items()
        if chrom in names
        for start, end in found
    ]
    if not lines:
        raise InputError(
            "no target lies on a chromosome of the alignment",
            file=targets,
            expected=f"names such as {', '.join(list(names.values())[:3])}",
        )
    bed.write_text("".join(lines))
    return bed


def _pileup(bam: Path, reference: Path, bed: Path, limits: Thresholds, scratch: Path) -> Path:
    piled, few = scratch / "pileup.bcf", scratch / "candidates.vcf"
    # BAQ (-B turns it off) lowers base qualities beside indels and takes alleles with it; -A keeps
    # reads whose mate maps elsewhere, which the depth counts too.
    run_bcftools(
        "mpileup", "-d", _NO_CAP, "-L", _NO_CAP, "-B", "-A",
        "-Q", str(limits.min_base_quality), "-q", str(limits.min_mapping_quality),
        "-a", "FORMAT/AD,FORMAT/ADF,FORMAT/ADR", "-f", str(reference), "-T", str(bed),
        "-O", "u", "-o", str(piled), str(bam), about=bam,
    )  # fmt: skip
    least = max(1, limits.min_alt_depth)
    run_bcftools("view", "-i", f"MAX(FMT/AD[0:1-])>={least}", "-O", "v", "-o", str(few),
                 str(piled), about=bam)  # fmt: skip
    raw = scratch / "raw.vcf"
    lines = read_lines(few)
    head = _HEADER
    for line in lines:
        if line.startswith(b"##contig"):
            head += line.decode() + "\n"
        elif line.startswith(b"#CHROM"):
            sample = _sample_name(line.decode().split("\t")[9], bam)
            columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
            head += "\t".join([*columns, sample]) + "\n"
            break
    with open(raw, "w", encoding="utf-8") as stream:
        stream.write(head)
        for line in lines:
            stream.writelines(_calls(line.decode(), limits))
    return raw


def _sample_name(named: str, bam: Path) -> str:
    # Without a read group mpileup names the sample after the file, folders and all.
    return bam.name.split(".")[0] if named == str(bam) else named


def _calls(record: str, limits: Thresholds) -> Iterator[str]:
    """The alleles of a pileup record that reach the thresholds, a line each."""
    chrom, pos, _, ref, alts, _, _, info, keys, call = record.split("\t")
    values = dict(zip(keys.split(":"), call.split(":"), strict=True))
    counts = [int(count) for count in values["AD"].split(",")]
    forward = [int(count) for count in values["ADF"].split(",")]
    reverse = [int(count) for count in values["ADR"].split(",")]
    depth = sum(counts)
    noted = dict(item.split("=", 1) for item in info.split(";") if "=" in item)
    for place, alt in enumerate(alts.split(","), start=1):
        count = counts[place]
        if alt.startswith("<") or count < limits.min_alt_depth or depth < limits.min_depth:
            continue
        if count < limits.min_fraction * depth * (1 - 1e-9):
            continue
        strand = _strand_bias(forward[0], reverse[0], forward[place], reverse[place])
        about = f"FS={strand:.1f};RPBZ={noted.get('RPBZ', '.')}"
        sample = (
            f"0/1:{depth}:{counts[0]},{count}:{forward[0]},{forward[place]}"
            f":{reverse[0]},{reverse[place]}:{count / depth:.6g}"
        )
        fields = [chrom, pos, ".", ref, alt, ".", "PASS", about, "GT:DP:AD:ADF:ADR:AF", sample]
        yield "\t".join(fields) + "\n"


def _strand_bias(*table: int) -> float:
    """Phred-scaled p of Fisher's exact test (GATK's FS)."""
    import numpy as np
    from scipy.stats import fisher_exact

    p = fisher_exact(np.array(table).reshape(2, 2)).pvalue
    return abs(-10 * np.log10(max(p, 1e-300)))


def _torrent(
    bam: Path,
    reference: Path,
    bed: Path,
    limits: Thresholds,
    settings: TorrentSettings,
    scratch: Path,
) -> Path:
    tvc = shutil.which("tvc")
    if tvc is None:
        raise MissingSoftwareError(
            "the Torrent Variant Caller (tvc) is not installed", hint="apt-get install tvc"
        )
    raw = scratch / "torrent.vcf"
    command = [
        tvc, "-r", str(reference), "-b", str(bam), "-t", str(bed), "-O", str(scratch),
        "-o", raw.name, "-n", str(settings.threads), "-M", str(limits.min_mapping_quality),
    ]  # fmt: skip
    if settings.parameters is not None:
        command += ["--parameters-file", str(settings.parameters)]
    else:
        share = str(limits.min_fraction)
        for kind in ("gen-min-alt", "gen-min-indel-alt", "snp-min", "indel-min"):
            command += [f"--{kind}-allele-freq", share]
        command += ["--snp-min-coverage", str(limits.min_depth)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not raw.is_file():
        said = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        blamed = (line for line in said if line.upper().startswith(("ERROR", "FATAL")))
        reason = next(blamed, " ".join(said[-2:]))
        raise InputError(
            f"tvc stopped: {reason[:300]}",
            file=bam,
            hint="tvc needs an Ion alignment with flow signals (ZM tags); --caller pileup does not",
        )
    return _with_contigs(raw, reference)


def _with_contigs(vcf: Path, reference: Path) -> Path:
    """The same VCF with the reference's chromosomes in its header; tvc leaves them out."""
    import pysam

    with pysam.FastaFile(str(reference)) as fasta:
        contigs = zip(fasta.references, fasta.lengths, strict=True)
        declared = [f"##contig=<ID={name},length={length}>\n" for name, length in contigs]
    lines = vcf.read_text(encoding="utf-8").splitlines(keepends=True)
    vcf.write_text("".join([lines[0], *declared, *lines[1:]]), encoding="utf-8")
    return vcf
