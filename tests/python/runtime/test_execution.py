"""The answer is the same wherever the tasks run, and whatever dies under them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import numpy as np
import pytest

from radiotmb.errors import InputError, TaskError
from radiotmb.runtime.cluster import attempt_with_same_code, outcome_of, with_absolute_paths
from radiotmb.runtime.code_hash import Code, code_here
from radiotmb.runtime.execution import Task, run_tasks
from radiotmb.runtime.files import state_of
from radiotmb.runtime.local_workers import _ProcessPool
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.result_store import NotStored, read_result, write_result
from radiotmb.runtime.task import attempt
from radiotmb.runtime.workers import Workers

# Worker processes import these functions from here, by name.
sys.path.insert(0, str(Path(__file__).parent))
import tasks_for_execution as work

TASKS = [Task(f"spectrum {seed}", {"seed": seed}, f"key{seed}") for seed in range(8)]


def plain(outcomes) -> str:
    return json.dumps([[o.name, o.value, str(o.error)] for o in outcomes])


@pytest.fixture(scope="module")
def expected() -> str:
    return plain(run_tasks(work.spectrum, TASKS))


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    folder = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")]))


def test_two_processes_answer_as_one(expected):
    assert plain(run_tasks(work.spectrum, TASKS, workers=2)) == expected


def test_no_tasks_no_processes():
    assert run_tasks(work.spectrum, [], workers=4) == []


def test_a_killed_worker_costs_nothing_but_time(expected, tmp_path):
    tasks = [
        Task(task.name, {**task.arguments, "killed_once": str(tmp_path / "killed")})
        if task.arguments["seed"] == 3
        else task
        for task in TASKS
    ]
    assert plain(run_tasks(work.spectrum, tasks, workers=2)) == expected
    assert (tmp_path / "killed").exists()


def test_a_task_that_always_kills_its_worker_is_recorded_and_the_others_go_on(expected):
    tasks = [*TASKS[:3], Task("deadly", {"seed": -1}), *TASKS[3:]]
    outcomes = run_tasks(work.spectrum, tasks, workers=2)
    (deadly,) = [outcome for outcome in outcomes if outcome.name == "deadly"]
    assert isinstance(deadly.error, TaskError)
    assert "died 3 times (SIGKILL(-9))" in str(deadly.error)
    assert plain([outcome for outcome in outcomes if outcome is not deadly]) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_task_is_recorded_with_its_reason(workers):
    tasks = [
        Task("mended by the user", {"kind": "input"}),
        Task("unforeseen", {"kind": "unforeseen"}),
        Task("too large", {"kind": "memory"}),
        Task("sound", {"kind": "none"}),
    ]
    outcomes = run_tasks(work.fail, tasks, workers=workers)
    assert isinstance(outcomes[0].error, InputError)
    assert str(outcomes[0].error) == "scan.nii: no such file; expected a scan"
    assert str(outcomes[1].error) == "unforeseen: ZeroDivisionError: division by zero"
    assert "not enough memory" in str(outcomes[2].error)
    assert outcomes[3].value == "sound"


def test_a_result_that_cannot_travel_is_a_task_error():
    outcomes = run_tasks(work.unpicklable, [Task("a"), Task("b")], workers=2)
    assert all(isinstance(outcome.error, TaskError) for outcome in outcomes)


def test_stored_results_are_not_computed_again(expected, tmp_path):
    run_tasks(work.spectrum, TASKS[:5], workers=Workers(store=tmp_path))
    outcomes = run_tasks(work.spectrum, TASKS, workers=Workers(2, store=tmp_path))
    assert [outcome.stored for outcome in outcomes] == [True] * 5 + [False] * 3
    assert plain(outcomes) == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"null",
        lambda content: content.replace(b"0.", b"1.", 1),
        lambda content: b"\xff" * len(content),
        lambda content: b"[" * 100_000,
    ],
    ids=["cut", "empty", "other", "changed", "binary", "nested"],
)
def test_a_damaged_stored_result_is_computed_again(expected, tmp_path, damage):
    run_tasks(work.spectrum, TASKS, workers=Workers(store=tmp_path))
    file = tmp_path / "key2.json"
    file.write_bytes(damage(file.read_bytes()))
    outcomes = run_tasks(work.spectrum, TASKS, workers=Workers(store=tmp_path))
    assert [outcome.stored for outcome in outcomes].count(False) == 1
    assert plain(outcomes) == expected
    assert read_result(tmp_path, "key2").value == json.loads(expected)[2][1]


def test_a_first_and_a_second_run_hand_on_the_same_data(tmp_path):
    task = Task("pair", {"x": 1}, "pair")
    first = run_tasks(work.pair, [task], workers=Workers(store=tmp_path))[0].value
    second = run_tasks(work.pair, [task], workers=Workers(store=tmp_path))[0].value
    assert first == second == {"pair": [1, 2]}


@pytest.mark.parametrize("workers", [1, 2])
def test_notes_of_tasks_come_back_in_the_order_of_the_tasks_and_are_stored(workers, tmp_path):
    tasks = [Task(f"task {i}", {"number": i}, key=f"noted{i}") for i in range(4)]
    for _ in range(2):
        with collect_notes(printing=False) as notes:
            outcomes = run_tasks(
                work.noted, tasks, workers=Workers(workers, store=tmp_path), progress=False
            )
        assert [note.subject for note in notes] == [f"scan {i}" for i in range(4)]
        assert [outcome.value for outcome in outcomes] == [0, 1, 2, 3]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_changes_while_it_is_read_has_no_result(workers, tmp_path):
    file, sound = tmp_path / "a.vcf", tmp_path / "b.vcf"
    for path in (file, sound):
        path.write_text("whole")
    task = Task("a", {"path": str(file)}, "a", states=((file, state_of(file)),))
    other = Task("b", {"path": str(file)}, "b", states=((sound, state_of(sound)),))
    store = Workers(workers, store=tmp_path / "store")
    changed, kept = run_tasks(work.count_while_it_grows, [task, other], workers=store)
    assert "a.vcf has changed while it was read" in str(changed.error)
    assert kept.error is None
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["b.json"]


def test_a_stored_value_that_the_task_does_not_accept_is_computed_again(tmp_path):
    task = Task("three", {"x": 3}, "three", accepts=work.only_three)
    write_result(tmp_path, "three", {"x": "four"})
    (outcome,) = run_tasks(dict, [task], workers=Workers(store=tmp_path))
    assert (outcome.value, outcome.stored) == ({"x": 3}, False)
    assert run_tasks(dict, [task], workers=Workers(store=tmp_path))[0].stored


def test_what_is_no_plain_data_is_not_stored(tmp_path):
    (outcome,) = run_tasks(
        work.array, [Task("array", {}, "array")], workers=Workers(store=tmp_path)
    )
    assert "no plain JSON data" in str(outcome.error)
    with pytest.raises(NotStored):
        read_result(tmp_path, "array")
    with pytest.raises(TaskError, match="no plain JSON data"):
        write_result(tmp_path, "nan", float("nan"))
    assert list(tmp_path.iterdir()) == []


def processes_marked(mark: str) -> list[int]:
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environ.read_bytes():
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_leaves_no_process_and_goes_on_later(number, workers, tmp_path, expected):
    mark = uuid.uuid4().hex
    environment = {**os.environ, "RADIOTMB_TEST_MARK": mark}
    command = [sys.executable, work.__file__, str(tmp_path), str(workers)]
    # What a shell's & in a script ignores would stay ignored in the run.
    run = subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    finished = tmp_path / "store"
    limit = time.monotonic() + 300
    while len(list(finished.glob("key*.json"))) < 2 and run.poll() is None:
        assert time.monotonic() < limit
        time.sleep(0.02)
    run.send_signal(number)
    messages = run.communicate(timeout=300)[1]
    assert (
        run.returncode
        == {
            signal.SIGINT: 130,
            signal.SIGTERM: 143,
            signal.SIGKILL: -signal.SIGKILL,
        }[number]
    )
    assert "Traceback" not in messages
    while processes_marked(mark):
        assert time.monotonic() < limit, "a process outlived the run"
        time.sleep(0.1)
    if number != signal.SIGKILL:
        # A killed run's leavings are swept by the next run, see test_scratch.py.
        assert all(path.suffix == ".json" for path in finished.iterdir())
        assert not [path for path in finished.iterdir() if path.name.startswith(".")]
    again = run_tasks(work.spectrum, TASKS, workers=Workers(store=finished))
    assert sum(outcome.stored for outcome in again) >= 2
    assert plain(again) == expected


def test_a_full_disk_gives_one_message_and_keeps_what_is_finished(tmp_path, small_disk):
    tasks = [Task(f"block {n}", {"size": 100_000}, f"block{n}") for n in range(20)]
    with pytest.raises(InputError, match="No space left on device"):
        run_tasks(work.text, tasks, workers=Workers(2, store=small_disk))
    kept = sorted(small_disk.iterdir())
    assert 0 < len(kept) < 20
    for file in kept:
        assert read_result(small_disk, file.stem).value == "x" * 100_000


def test_a_pool_ended_with_a_task_unsent_ends_without_a_word(monkeypatch):
    complaints = []
    monkeypatch.setattr(threading, "excepthook", complaints.append)
    pool = _ProcessPool(1)
    long = Task("long", {"seed": 1, "seconds": 30})
    running = pool.submit(work.spectrum, long)
    while not running.running():
        time.sleep(0.01)
    time.sleep(0.3)  # until the worker has it
    unsent = pool.submit(work.spectrum, long)
    pool.end(at_once=True)
    assert complaints == []
    assert running.done()
    assert unsent.done()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_demonstration_cohort_does_not_stand_half_on_a_full_disk(small_disk):
    from radiotmb.simulate import write_demo

    with pytest.raises(InputError, match="cannot be written"):
        write_demo(small_disk / "demo")
    assert list(small_disk.iterdir()) == []


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
    ) as cluster:
        yield cluster


@pytest.mark.slow
def test_two_dask_workers_answer_as_one_process(cluster, expected):
    address = cluster.scheduler_address
    assert plain(run_tasks(work.spectrum, TASKS, workers=Workers(scheduler=address))) == expected


@pytest.mark.slow
def test_a_dask_worker_killed_in_the_middle_changes_nothing(cluster, expected, tmp_path):
    tasks = [
        Task(task.name, {**task.arguments, "killed_once": str(tmp_path / "killed")})
        if task.arguments["seed"] == 3
        else task
        for task in TASKS
    ]
    assert (
        plain(run_tasks(work.spectrum, tasks, workers=Workers(scheduler=cluster.scheduler_address)))
        == expected
    )
    assert (tmp_path / "killed").exists()


@pytest.mark.slow
def test_a_result_lost_with_its_worker_is_computed_again(cluster, expected):
    distributed = pytest.importorskip("distributed")

    async def lose_the_worker():
        options = {"asynchronous": True, "set_as_default": False}
        async with distributed.Client(cluster.scheduler_address, **options) as client:
            future = client.submit(attempt, work.spectrum, TASKS[0], pure=False)
            await future
            (holder,) = (await client.who_has(future))[future.key]
            pid = (await client.run(os.getpid, workers=[holder]))[holder]
            os.kill(pid, signal.SIGKILL)
            return await outcome_of(future, TASKS[0])

    assert asyncio.run(lose_the_worker()).value == json.loads(expected)[0][1]


def test_a_worker_that_joins_later_with_other_code_gives_no_value():
    own, task = code_here(), Task("three", {"x": 3})
    assert attempt_with_same_code(dict, task, own).value == {"x": 3}
    assert attempt_with_same_code(dict, task, Code(own.version, "other")) == own


def test_paths_are_absolute_before_they_are_sent(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    members = [{"alignments": Path("a.bam")}]
    sent = with_absolute_paths({"path": Path("a.vcf"), "members": members, "label": "a.vcf"})
    assert sent["path"] == tmp_path / "a.vcf"
    assert sent["members"] == [{"alignments": tmp_path / "a.bam"}]
    assert sent["label"] == "a.vcf"


@pytest.mark.slow
def test_a_failing_task_on_the_cluster_keeps_its_reason(cluster):
    (outcome,) = run_tasks(
        work.fail,
        [Task("scan", {"kind": "input"})],
        workers=Workers(scheduler=cluster.scheduler_address),
    )
    assert str(outcome.error) == "scan.nii: no such file; expected a scan"


def test_a_scheduler_that_does_not_answer_is_one_message():
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=r"no Dask scheduler answers at nonsense"):
        run_tasks(work.spectrum, TASKS, workers=Workers(scheduler="nonsense://nowhere"))


def test_numbers_do_not_depend_on_threads():
    values = {
        run_tasks(work.spectrum, [Task("a", {"seed": 1})], workers=n)[0].value["sum"]
        for n in (1, 2, 3)
    }
    assert len(values) == 1
    assert np.isfinite(next(iter(values)))
