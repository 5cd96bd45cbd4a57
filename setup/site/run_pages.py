"""Runs the code of a page and puts what it printed and drew under each block.

A page is Markdown; its blocks of ``sh``, ``python`` and ``r`` run in the order of the page, in one
folder, Python's blocks in one process and R's in another. Blocks of other kinds are shown only.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BLOCK = re.compile(r"^```(sh|python|r)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
LONGEST = 30  # lines of output; the rest is counted


class BlockError(Exception):
    """A block of a page ended with an error."""


@dataclass
class Outcome:
    """What a block printed (text), showed (HTML) and drew (files)."""

    text: str = ""
    html: str = ""
    figures: list[Path] = field(default_factory=list)


class Session:
    """A process that runs the blocks of one language, one after the other."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        # A pipe for its messages would fill where nobody reads it.
        self.messages = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.messages,
        )  # fmt: skip

    def run(self, code: str, figures: Path) -> Outcome:
        given, answers = self._pipes()
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as source:
            source.write(code)
            source.flush()
            given.write(json.dumps([source.name, str(figures)]) + "\n")
            given.flush()
            line = answers.readline()
        if not line:
            self.messages.seek(0)
            raise BlockError(f"{code}\n{self.messages.read()}")
        found = json.loads(line)
        if found.get("error"):
            raise BlockError(f"{code}\n{found['text']}\n{found['error']}")
        text = "\n".join(part for part in (found["text"].rstrip(), found.get("value")) if part)
        return Outcome(text, found.get("html", ""), [Path(f) for f in found.get("figures") or []])

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        return self.process.stdin, self.process.stdout

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self.messages):
            if pipe is not None:
                pipe.close()
        self.process.wait()


def environment(scratch: Path) -> dict[str, str]:
    """The environment of a page's blocks: its ``radiotmb`` is that of this Python."""
    command = scratch / "bin" / "radiotmb"
    if not command.exists():
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(
            f"#!/bin/sh\nexec {sys.executable} -c 'from radiotmb.cli import main; main()' \"$@\"\n"
        )
        command.chmod(0o755)
    library = os.environ.get("RADIOTMB_RLIB", str(ROOT / ".rlib"))
    libraries = os.pathsep.join(p for p in (library, os.environ.get("R_LIBS", "")) if p)
    return {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "RADIOTMB_COMMAND": str(command),
        "R_LIBS": libraries,
        "TZ": os.environ.get("TZ", "UTC"),
        "COLUMNS": "110",
        "NO_COLOR": "1",
    }


@contextmanager
def sessions(folder: Path, scratch: Path) -> Iterator[dict[str, Session]]:
    """Sessions by language; each is started by the first block that asks for it."""
    started: dict[str, Session] = {}

    class Started(dict[str, Session]):
        def __missing__(self, language: str) -> Session:
            command = {
                "python": [sys.executable, str(HERE / "python_session.py")],
                "r": ["Rscript", "--vanilla", str(HERE / "r_session.R")],
            }[language]
            self[language] = Session(command, folder, environment(scratch))
            return self[language]

    running = Started(started)
    try:
        yield running
    finally:
        for session in running.values():
            session.close()


def run_shell(code: str, folder: Path, scratch: Path) -> Outcome:
    """A block of shell commands, which must end with status 0."""
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", code], cwd=folder, env=environment(scratch),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BlockError(f"{code}\n{done.stdout}")
    return Outcome(done.stdout.rstrip())


def run_page(text: str, folder: Path, figures: Path, scratch: Path) -> str:
    """The page with the outcome of each block under it.

    Parameters
    ----------
    text : str
        The page's Markdown.
    folder : path
        Where the blocks run.
    figures : path
        The beginning of the figures' names, such as ``pages/docs/gallery``.
    scratch : path
        A folder of this run, for the command that the blocks find.

    Raises
    ------
    BlockError
        Where a block ends with an error.
    """
    parts: list[str] = []
    end = 0
    with sessions(folder, scratch) as running:
        for number, block in enumerate(BLOCK.finditer(text), start=1):
            language, code = block.groups()
            name = figures.parent / f"{figures.name}-{number:02d}"
            if language == "sh":
                outcome = run_shell(code, folder, scratch)
            else:
                outcome = running[language].run(code, name)
            parts += [text[end : block.end()], as_markdown(outcome, folder, block.group(1))]
            end = block.end()
    return "".join([*parts, text[end:]])


def as_markdown(outcome: Outcome, folder: Path, language: str) -> str:
    """An outcome as Markdown to stand under its block."""
    parts = []
    text = outcome.text.replace(str(folder.resolve()), "~").replace(str(folder), "~")
    if text.strip():
        lines = text.splitlines()
        more = len(lines) - LONGEST
        if more > 1:
            lines = [*lines[:LONGEST], f"... {more} more lines"]
        body = escape("\n".join(lines), quote=False)
        parts.append(f'<pre class="outcome"><code>{body}</code></pre>')
    if outcome.html:
        # A blank line would end the HTML for Markdown.
        plain = re.sub(r"<style.*?</style>", "", outcome.html, flags=re.DOTALL)
        # The site's own look, for tables as pandas writes them.
        plain = plain.replace('<table border="1" class="dataframe">', "<table>")
        table = re.sub(r"\n\s*\n", "\n", plain.replace(' style="text-align: right;"', ""))
        parts.append(f'<div class="outcome">{table}</div>')
    parts += [
        f"![What this call draws in {'R' if language == 'r' else 'Python'}]({figure.name})"
        for figure in outcome.figures
    ]
    return "".join(f"\n\n{part}" for part in parts)
