"""The command as it is installed, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

VCF = """\
##fileformat=VCFv4.2
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
17	7577120	.	C	T	.	PASS	DP=400;AF=0.3;CSQ=T|missense_variant|TP53
"""


@pytest.fixture(scope="session")
def command() -> str:
    """The path of the installed command."""
    path = Path(sys.executable).with_name("radiotmb")
    if not path.is_file():
        pytest.skip("the command radiotmb is not installed beside this Python")
    return str(path)


@pytest.fixture
def radiotmb(command, tmp_path) -> Callable[..., subprocess.CompletedProcess]:
    """Runs the command in an empty folder and answers when it has ended."""

    def run(*arguments: str, **given) -> subprocess.CompletedProcess:
        given.setdefault("cwd", tmp_path)
        given.setdefault("stdout", subprocess.PIPE)
        given.setdefault("stderr", subprocess.PIPE)
        given["env"] = {**os.environ, "COLUMNS": "100", **given.get("env", {})}
        return subprocess.run([command, *arguments], text=True, check=False, **given)

    return run


@pytest.fixture
def vcf(tmp_path) -> Path:
    """A file of one variant, which counts."""
    path = tmp_path / "one.vcf"
    path.write_text(VCF)
    return path


MAF = """Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t\
Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count
"""


def write_study(folder: Path, patients: tuple[str, ...] = ("P1", "P2")) -> Path:
    """A study of sequenced lesions alone, which needs no R; each has a burden of its own."""
    rows = ["patient_id,lesion,variants"]
    for place, patient in enumerate(patients):
        for lesion, name in enumerate(("primary", "metastasis")):
            file = f"{place}-{name}.maf"
            count = 3 + 5 * place + 7 * lesion
            lines = [
                f"APC\t5\t{1000 + 10 * n}\tC\tT\tNonsense_Mutation\tS\t300\t200"
                for n in range(count)
            ]
            (folder / file).write_text(MAF + "\n".join(lines) + "\n")
            rows.append(f"{patient},{name},{file}")
    (folder / "samples.csv").write_text("\n".join(rows) + "\n")
    study = folder / "study.yaml"
    study.write_text(
        "samples: samples.csv\nengine: python\npublished: false\n"
        "phases: {primary: [], metastasis: [], pair: null}\n"
    )
    return study


@pytest.fixture
def study(tmp_path) -> Path:
    """A study of four samples in the folder in which the command runs."""
    return write_study(tmp_path)


@pytest.fixture
def make_study() -> Callable[..., Path]:
    """:func:`write_study`, for patients of one's own."""
    return write_study
