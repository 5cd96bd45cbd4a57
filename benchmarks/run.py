"""Every benchmark of this folder, one after the other, and one page of what they say.

    python benchmarks/run.py                     all of them, into benchmarks/RESULTS.md
    python benchmarks/run.py radiomics scaling   only these; the page keeps the others' last results
    python benchmarks/run.py --minutes 20        give up on one that takes longer

A benchmark is a script here (Python or R) that prints sentences; a sentence with "N times" in it is
a claim and is repeated in the table at the top.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
_SECTION = re.compile(r"^## (\w+)\n\n([^\n]+); (\d+) s; (\S+)\n\n```text\n(.*?)\n```$", re.M | re.S)
_CLAIM = re.compile(r"(?P<ratio>\d+(?:\.\d+)?) times\b")


@dataclass(frozen=True)
class Run:
    """One benchmark's run: its text, its seconds, how it ended, and the day."""

    name: str
    text: str
    seconds: float
    status: str
    day: str

    def claims(self) -> list[tuple[str, str]]:
        """(ratio, sentence) of every line that states one."""
        found = []
        for line in self.text.splitlines():
            if match := _CLAIM.search(line):
                found.append((match["ratio"], " ".join(line.split())))
        return found


def benchmarks() -> dict[str, Path]:
    """The scripts of this folder by name."""
    scripts = [*HERE.glob("*.py"), *HERE.glob("*.R")]
    return {path.stem: path for path in sorted(scripts) if path.name != Path(__file__).name}


def run(name: str, script: Path, minutes: float) -> Run:
    """Run one script; its output is shown as it comes."""
    python = script.suffix == ".py"
    command = [sys.executable] if python else ["Rscript", "--vanilla"]
    environment = {**os.environ, "R_LIBS": os.environ.get("R_LIBS", str(HERE.parent / ".rlib"))}
    print(f"== {script.name}", file=sys.stderr, flush=True)
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [*command, str(script)],
            capture_output=True,
            text=True,
            timeout=60 * minutes,
            cwd=HERE.parent,
            env=environment,
        )
        text, status = done.stdout, "done" if done.returncode == 0 else "FAILED"
        if done.returncode:
            text += "\n" + "\n".join(done.stderr.strip().splitlines()[-5:])
    except subprocess.TimeoutExpired as error:
        text = error.stdout.decode() if isinstance(error.stdout, bytes) else error.stdout or ""
        status = f"ended after {minutes:g} minutes"
    except FileNotFoundError as error:
        text, status = str(error), "FAILED"
    seconds = time.perf_counter() - start
    print(text, file=sys.stderr, flush=True)
    return Run(name, text.strip(), seconds, status, time.strftime("%Y-%m-%d"))


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    memory_kb = int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo") or 0)
    facts = {
        "processor": _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory_kb / 1e6:.0f} GB",
        "system": _first(r'PRETTY_NAME="(.+)"', "/etc/os-release") or platform.platform(),
        "Python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
    try:
        asked = subprocess.run(["R", "--version"], capture_output=True, text=True)
        facts["R"] = asked.stdout.split()[2]
    except (FileNotFoundError, IndexError):
        facts["R"] = "not installed"
    return facts


def _first(pattern: str, file: str) -> str | None:
    try:
        match = re.search(pattern, Path(file).read_text())
    except OSError:
        return None
    return match[1].strip() if match else None


def earlier(page: Path) -> dict[str, Run]:
    """The runs that a page of results tells of."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return {
        name: Run(name, said, float(seconds), status, day)
        for name, status, seconds, day, said in _SECTION.findall(text)
    }


def page(runs: list[Run], facts: dict[str, str]) -> str:
    """The results as Markdown."""
    lines = ["# Benchmarks", "", "Measured by `make bench` on", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += ["", "| benchmark | times | what was compared |", "|---|---:|---|"]
    for one in runs:
        lines += [
            f"| {one.name} | {ratio} | {sentence.replace('|', '/')} |"
            for ratio, sentence in one.claims()
        ]
    for one in runs:
        lines += [
            "",
            f"## {one.name}",
            "",
            f"{one.status}; {one.seconds:.0f} s; {one.day}",
            "",
            "```text",
            one.text,
            "```",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    known = benchmarks()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    for name in options.names:
        if name not in known:
            parser.error(f"no benchmark '{name}'; there are {', '.join(known)}")
    facts = machine()
    runs = earlier(options.out)
    for name in options.names or known:
        runs[name] = run(name, known[name], options.minutes)
    options.out.write_text(page([runs[name] for name in known if name in runs], facts), "utf-8")
    print(options.out)
    sys.exit(any(runs[name].status == "FAILED" for name in options.names or known))


if __name__ == "__main__":
    main()
