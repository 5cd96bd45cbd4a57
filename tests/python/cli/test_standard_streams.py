"""Standard output that is closed, full, or no longer read."""

import json
import os
import subprocess
from pathlib import Path

import pytest

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")


def shell(command: str, *, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, capture_output=True, text=True, check=False
    )  # fmt: skip


@needs_full
@pytest.mark.parametrize("line", ["tmb one.vcf", "tmb one.vcf --json", "--version", "--help"])
def test_a_full_standard_output_is_status_2(line, command, vcf):
    done = shell(f"'{command}' -q {line} > /dev/full", cwd=vcf.parent)
    assert done.returncode == 2
    assert "standard output cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@needs_full
def test_an_error_that_does_not_fit_on_standard_output_goes_to_standard_error(command, vcf):
    done = shell(f"'{command}' pairs nowhere.csv --json > /dev/full", cwd=vcf.parent)
    assert done.returncode == 2
    assert "nowhere.csv: no such file" in done.stderr


@pytest.mark.parametrize("line", ["tmb one.vcf", "tmb one.vcf --json", "--version"])
def test_a_closed_standard_output_is_status_2(line, command, vcf):
    done = shell(f"'{command}' -q {line} >&-", cwd=vcf.parent)
    assert done.returncode == 2
    assert "standard output cannot be written (it is closed)" in done.stderr


def test_a_closed_standard_output_does_not_matter_to_a_file(command, vcf):
    done = shell(f"'{command}' -q tmb one.vcf --out burden.csv >&- <&-", cwd=vcf.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert (vcf.parent / "burden.csv").read_text().startswith("patient_id,")


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_messages_that_cannot_be_told_change_nothing(where, command, vcf):
    done = shell(f"'{command}' tmb one.vcf --out burden.csv {where}", cwd=vcf.parent)
    assert done.returncode == 0
    assert (vcf.parent / "burden.csv").read_text().startswith("patient_id,")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_has_gone_is_no_failure(stream, command, vcf):
    """The pipe is closed before the command writes; the file is written all the same."""
    reader, writer = os.pipe()
    os.close(reader)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: writer}
    try:
        done = subprocess.run(
            [command, "tmb", str(vcf), "--json", "--out", "burden.csv"],
            cwd=vcf.parent, text=True, check=False, **pipes,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert done.returncode == 0
    assert (vcf.parent / "burden.csv").is_file()
    if stream == "stdout":
        assert "Error" not in done.stderr
        assert "Exception" not in done.stderr
    else:
        assert json.loads(done.stdout)[0]["mutations"] == 1


def test_head_takes_the_first_line(command, vcf):
    done = shell(f"'{command}' tmb one.vcf 2>messages | head -1", cwd=vcf.parent)
    assert done.stdout.startswith("patient_id,")
    assert "Error" not in (vcf.parent / "messages").read_text()
