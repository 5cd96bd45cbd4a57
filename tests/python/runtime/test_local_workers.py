"""What a worker process is when its first task comes: light, and with one thread."""

import subprocess
import sys
from textwrap import dedent

import pytest


def in_fresh_workers(function: str, imports: str = "") -> list[str]:
    """What a function without arguments returns in each of two workers, a line each."""
    code = f"""
        from radiotmb.runtime.execution import Task, run_tasks
        {imports}
        def asked():
            {function}
        for outcome in run_tasks(asked, [Task("a"), Task("b")], workers=2, progress=False):
            print(outcome.error or outcome.value)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_worker_starts_with_nothing_heavy():
    loaded = "import sys; return ' '.join({name.partition('.')[0] for name in sys.modules})"
    for line in in_fresh_workers(loaded):
        names = set(line.split())
        assert {"loky", "radiotmb"} <= names
        assert names & {"numpy", "pandas", "pyarrow", "pydantic", "joblib", "sklearn"} == set()


@pytest.mark.parametrize("library", ["OMP", "OPENBLAS", "MKL"])
def test_a_worker_has_one_thread(library):
    told = f"import os; return os.environ['{library}_NUM_THREADS']"
    assert in_fresh_workers(told) == ["1", "1"]
