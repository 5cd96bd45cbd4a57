"""Two runs never write into one folder, and a killed run does not keep the next one out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from radiotmb.errors import InputError
from radiotmb.runtime.files import whole_file
from radiotmb.runtime.lock import hold_folder
from radiotmb.runtime.scratch import scratch_in, sweep

HOLDER = """
import sys, time
from radiotmb.runtime.lock import hold_folder
from radiotmb.runtime.files import whole_file
with hold_folder(sys.argv[1]), whole_file(sys.argv[1] + "/tables/burden.csv") as half:
    half.write_text("patient_id,le")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_run_is_told_who_holds_the_folder(tmp_path, holder):
    with (
        pytest.raises(InputError, match=rf"process {holder.pid} on \S+ since \d{{4}}-"),
        hold_folder(tmp_path / "out"),
    ):
        pass


def test_after_a_kill_the_next_run_takes_over_and_sweeps(tmp_path, holder):
    out = tmp_path / "out"
    holder.kill()
    holder.wait()
    left = [path.name for path in out.rglob("*") if path.is_file()]
    assert any(".writing-" in name for name in left)
    assert list(out.glob(".scratch-*"))
    with hold_folder(out):
        assert [path.name for path in out.rglob(".*.writing-*")] == []
        own = list(out.glob(".scratch-*"))
        assert [path.name.split("-")[1] for path in own] == [str(os.getpid())]
    assert [path for path in out.rglob("*") if path.is_file()] == []


def test_the_folder_is_free_after_the_block_and_after_an_error(tmp_path):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), hold_folder(tmp_path):
            _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_block_is_not_taken_for_one_of_the_folder(tmp_path):
    with pytest.raises(FileNotFoundError), hold_folder(tmp_path):
        (tmp_path / "absent").read_text()


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"), hold_folder(tmp_path / "file"):
        pass


def test_temporary_files_go_into_the_run_s_own_folder(tmp_path):
    before = tempfile.gettempdir()
    with scratch_in(tmp_path):
        assert Path(tempfile.gettempdir()).parent == tmp_path.resolve()
        assert os.environ["TMPDIR"] == tempfile.gettempdir()
    assert tempfile.gettempdir() == before


def test_sweeping_keeps_results_and_the_files_of_a_living_process(tmp_path):
    (tmp_path / "tables").mkdir()
    with whole_file(tmp_path / "tables" / "burden.csv") as half:
        half.write_text("whole")
        (tmp_path / "tables" / half.name.replace(".csv.", ".old.")).write_text("left over")
    living = tmp_path / f".scratch-{os.getppid()}-abc"
    dead = tmp_path / ".scratch-999999999-abc"
    living.mkdir()
    dead.mkdir()
    assert sweep(tmp_path) == 2
    assert living.is_dir()
    assert not dead.exists()
    assert (tmp_path / "tables" / "burden.csv").read_text() == "whole"
