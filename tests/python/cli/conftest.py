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
