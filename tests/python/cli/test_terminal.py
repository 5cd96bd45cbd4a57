"""What reaches a terminal, a pipe and a file, in terminals of four widths and in none."""

import csv
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.verbs import VERBS

WIDTHS = [60, 80, 120, 200]
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def on_terminal(command, tmp_path):
    """Runs the command on a terminal of a width; what it printed there, and its status.

    Its notes are in ``said``; with ``notes=True`` they are on the terminal too.
    """

    def run(
        *arguments: str, columns: int = 80, notes: bool = False, **environment: str
    ) -> tuple[str, int]:
        own, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        given = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
        process = subprocess.Popen(
            [command, *arguments], stdin=subprocess.DEVNULL, stdout=other,
            stderr=other if notes else subprocess.PIPE, cwd=tmp_path,
            env={**given, "TERM": "xterm-256color", **environment},
        )  # fmt: skip
        os.close(other)
        parts = []
        while True:
            try:
                part = os.read(own, 65536)
            except OSError:
                # Linux says so where the other end of a terminal is closed.
                break
            if not part:
                break
            parts.append(part)
        os.close(own)
        run.said = (process.communicate()[1] or b"").decode()
        return b"".join(parts).decode().replace("\r\n", "\n"), process.returncode

    return run


@pytest.fixture
def variants(tmp_path):
    """A table of variants of thirty genes in both lesions of six patients."""
    rng = np.random.default_rng(3)
    rows = [
        {"patient_id": f"P{patient}", "lesion": lesion, "chrom": "5", "pos": 1000 + gene,
         "ref": "C", "alt": "T", "gene": f"GENE{gene:02d}", "consequence": "missense_variant",
         "depth": 400, "alt_depth": 120, "alt_fraction": 0.3, "verdict": "counted"}
        for patient in range(6)
        for lesion in ("primary", "metastasis")
        for gene in rng.choice(30, 12, replace=False)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(tmp_path / "variants.csv", index=False)
    return tmp_path / "variants.csv"


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_table_fits_a_terminal_and_breaks_no_word(on_terminal, radiotmb, vcf, columns):
    printed, status = on_terminal("tmb", vcf.name, columns=columns)
    assert status == 0
    said = on_terminal.said
    lines = COLOUR.sub("", printed).splitlines()
    assert max(map(len, lines)) <= columns
    shown = lines[0].split()
    assert {"lesion", "tmb", "tmb_lower", "tmb_upper", "status"} <= set(shown)
    left_out = [name for name in piped(radiotmb, vcf)[0] if name not in shown]
    assert ("--wide shows every column" in said) == bool(left_out)
    assert all(name in said for name in left_out)


def piped(radiotmb, vcf) -> list[list[str]]:
    return list(csv.reader(radiotmb("tmb", vcf.name).stdout.splitlines()))


def test_notes_on_a_terminal_are_wrapped_between_words(on_terminal, vcf):
    printed, status = on_terminal("tmb", vcf.name, columns=60, notes=True)
    assert status == 0
    # The progress bar moves the cursor as well.
    lines = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", printed).splitlines()
    assert max(map(len, lines)) <= 60
    said = " ".join(line.strip() for line in lines)
    assert "--wide shows every column" in said
    assert on_terminal.said == ""


def test_wide_shows_every_column_in_one_line_a_row(on_terminal, radiotmb, vcf):
    printed, status = on_terminal("tmb", vcf.name, "--wide", columns=60)
    assert status == 0
    assert "Not shown" not in on_terminal.said
    lines = COLOUR.sub("", printed).splitlines()
    assert len(lines) == 2
    assert lines[0].split() == piped(radiotmb, vcf)[0]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("verb", ["tmb", "model", "extract"])
def test_help_fits_a_terminal_and_breaks_no_option(on_terminal, verb, columns):
    printed, status = on_terminal(verb, "--help", columns=columns)
    assert status == 0
    lines = COLOUR.sub("", printed).splitlines()
    assert max(map(len, lines)) <= columns
    wide, _ = on_terminal(verb, "--help", columns=200)
    options = re.findall(r"^│ \*? *(--[a-z-]+)", COLOUR.sub("", wide), re.MULTILINE)
    assert len(options) > 10
    words = {word for line in lines for word in re.split(r"[ ,│]+", line)}
    assert [option for option in options if option not in words] == []


def test_no_colour_where_none_is_wanted_and_none_in_a_pipe(on_terminal, radiotmb, vcf):
    assert "\x1b" in on_terminal("tmb", vcf.name)[0]
    assert "\x1b" not in on_terminal("tmb", vcf.name, NO_COLOR="1")[0]
    assert "\x1b" not in on_terminal("tmb", vcf.name, TERM="dumb")[0]
    assert "\x1b[3" not in on_terminal("tmb", "--help", NO_COLOR="1")[0]
    for line in (["tmb", vcf.name], ["tmb", "--help"], ["--help"], ["tmb", "none.vcf"]):
        done = radiotmb(*line)
        assert "\x1b" not in done.stdout + done.stderr


def test_a_file_takes_the_table_and_the_pipe_stays_empty(radiotmb, vcf):
    done = radiotmb("tmb", vcf.name, "--out", "burden.csv")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.r
def test_genes_prints_as_many_as_it_is_asked_for(on_terminal, radiotmb, variants):
    done = radiotmb("genes", variants.name, "--top", "5")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 6
    assert "5 of 30 mutated genes" in done.stderr
    done = radiotmb("genes", variants.name, "--top", "5", "--out", "genes.csv")
    assert done.stdout == ""
    assert len(pd.read_csv(variants.parent / "genes.csv")) == 30
    assert len(json.loads(radiotmb("genes", variants.name, "--top", "4", "--json").stdout)) == 4
    printed, _ = on_terminal("genes", variants.name, "--top", "5", columns=60)
    assert len(printed.splitlines()) == 6


@pytest.mark.r
@pytest.mark.parametrize("columns", WIDTHS)
def test_r_prints_within_the_terminal(on_terminal, tmp_path, columns):
    pd.DataFrame(
        {"patient_id": ["A", "A", "B", "B", "C", "C"], "lesion": ["primary", "metastasis"] * 3,
         "mutations": [20, 5, 8, 2, 30, 31], "megabases": 1.2}
    ).to_csv(tmp_path / "burden.csv", index=False)  # fmt: skip
    printed, status = on_terminal("pairs", "burden.csv", columns=columns)
    assert status == 0
    assert max(map(len, printed.splitlines())) <= columns
    assert "discordant" in printed


# The main table of each verb in a pipe, by its first columns.
PIPED = {
    "check": ["lesion", "phase", "patients"],
    "check --table expected": ["stage", "tasks", "seconds"],
    "check --table notes": ["level", "stage", "subject"],
}


@pytest.mark.parametrize("line", PIPED)
def test_check_pipes_a_table_and_says_its_notes_beside_it(radiotmb, study, line):
    (study.parent / "samples.csv").write_text(
        (study.parent / "samples.csv").read_text() + "P9,primary,0-primary.maf\n"
    )
    verb, *options = line.split()
    done = radiotmb(verb, study.name, *options)
    header = next(csv.reader([done.stdout.splitlines()[0]]))
    assert header[: len(PIPED[line])] == PIPED[line]
    assert done.returncode in (1, 2)
    notes = json.loads(radiotmb("check", study.name, "--json").stdout)["notes"]
    assert len(notes) > 0
    for note in notes:
        assert (note["message"] in done.stderr) == (line != "check --table notes")


def test_a_check_says_its_errors_to_who_asked_for_quiet(radiotmb, study):
    samples = study.parent / "samples.csv"
    samples.write_text(samples.read_text().replace("primary", "priimary"))
    done = radiotmb("check", study.name, "--quiet")
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "warning: " not in done.stderr


def test_a_new_folder_pipes_its_study_file(radiotmb, tmp_path):
    done = radiotmb("init", "mine")
    assert done.stdout.strip() == os.path.join("mine", "study.yaml")


def test_the_page_says_of_every_verb_what_it_pipes(root):
    page = (root / "docs" / "command-line.md").read_text()
    table = page.split("## In a pipe")[1].split("```")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.M)
             for name in re.findall("`([a-z-]+)`", row)]  # fmt: skip
    assert sorted(named) == sorted(VERBS)
