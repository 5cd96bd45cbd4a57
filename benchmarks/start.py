"""How long a command waits before it works, beside the libraries that it cannot do without.

Every command is a process of its own, from its start to its end. The commands take turns, and the
least of the runs of each is compared: whatever else the machine does only adds to a run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15
RADIOTMB = str(Path(sys.executable).with_name("radiotmb"))
VARIANTS = 103
HEADER = """\
##fileformat=VCFv4.2
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
"""


def write_vcf(path: Path) -> Path:
    """A VCF of :data:`VARIANTS` variants that all count."""
    rows = (
        f"17\t{7_570_000 + 10 * i}\t.\tC\tT\t.\tPASS\tDP=400;AF=0.3;CSQ=T|missense_variant|TP53\n"
        for i in range(VARIANTS)
    )
    path.write_text(HEADER + "".join(rows))
    return path


def seconds(commands: dict[str, list[str]]) -> dict[str, float]:
    """The least wall time of each command over :data:`RUNS` rounds, after one that is not timed."""
    # Bytecode is kept, as in an installed package.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    least = dict.fromkeys(commands, float("inf"))
    for round_ in range(RUNS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            if round_:
                least[name] = min(least[name], time.perf_counter() - start)
    return least


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        vcf = str(write_vcf(Path(folder) / "variants.vcf"))
        spent = seconds(
            {
                "typer": [sys.executable, "-c", "import typer, rich"],
                "pandas": [sys.executable, "-c", "import pandas, pyarrow"],
                "version": [RADIOTMB, "--version"],
                "help": [RADIOTMB, "--help"],
                "verb": [RADIOTMB, "tmb", "--help"],
                "tmb": [RADIOTMB, "tmb", vcf, "--quiet"],
            }
        )
    both = spent["typer"] + spent["pandas"]
    typer, pandas = 'python -c "import typer, rich"', 'python -c "import pandas, pyarrow"'
    print(f"{typer}: {1000 * spent['typer']:.0f} ms; {pandas}: {1000 * spent['pandas']:.0f} ms")
    print(f"least of {RUNS} runs each, the commands taking turns")
    print()
    for name, said, most in (
        ("version", "radiotmb --version", 3),
        ("help", "radiotmb --help", 5),
        ("verb", "radiotmb tmb --help", None),
    ):
        limit = f" (at most {most} wanted)" if most else ""
        print(
            f"{said}: {1000 * spent[name]:.0f} ms, {spent[name] / spent['typer']:.1f} times "
            f"importing typer and rich{limit}"
        )
    print(
        f"radiotmb tmb of {VARIANTS} variants: {1000 * spent['tmb']:.0f} ms, "
        f"{spent['tmb'] / both:.1f} times importing pandas, pyarrow, typer and rich "
        "(at most 1.5 wanted)"
    )


if __name__ == "__main__":
    main()
