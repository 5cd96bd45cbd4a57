"""R inside Python: conditions, console, threads, interrupts, workers, and what is missing."""

import logging
import math
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
import warnings

import joblib
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.errors import InputError, MissingSoftwareError, RadiotmbWarning, StatisticsError
from radiotmb.stats import r

pytestmark = pytest.mark.r


def _python(code, **environment):
    """A fresh Python process; its environment with changes (None removes)."""
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name in [k for k, v in environment.items() if v is None]:
        env.pop(name, None)
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True, text=True, env=env, timeout=240, check=False,
    )  # fmt: skip


def test_an_argument_error_carries_rs_message_and_class():
    with pytest.raises(StatisticsError, match="`mutations` must be whole numbers") as caught:
        stats.tmb_status(-1, 1.2)
    assert "radiotmb_argument_error" in caught.value.condition
    assert caught.value.exit_status == 2
    assert caught.value.as_dict()["condition"][0] == "radiotmb_argument_error"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.condition) == (str(caught.value), caught.value.condition)


def test_a_data_error_carries_rs_message_and_class():
    burden = pd.DataFrame({"patient_id": ["a"], "lesion": ["primary"], "mutations": [1]})
    with pytest.raises(StatisticsError, match="no column 'megabases'") as caught:
        stats.compare_lesions(burden)
    assert "radiotmb_data_error" in caught.value.condition


def test_any_r_error_has_its_own_message():
    with pytest.raises(StatisticsError, match='^argument "df" is missing, with no default$'):
        r.call("stats::qchisq", p=0.5)
    with pytest.raises(StatisticsError, match="nowhere"):
        r.call("nowhere")


def test_the_table_is_not_printed_into_the_error():
    frame = pd.DataFrame({"x": range(100_000), "y": "text"})
    with pytest.raises(StatisticsError) as caught:
        r.call("base::rowSums", x=frame)
    assert str(caught.value) == "'x' must be numeric"


def test_r_warnings_are_python_warnings_at_the_callers_line():
    with pytest.warns(RadiotmbWarning, match="^NAs introduced by coercion$") as caught:
        assert math.isnan(r.call("base::as.integer", x="a"))
    assert caught[0].filename == __file__


def test_what_r_prints_is_logged_and_not_printed(capfd, caplog):
    with caplog.at_level(logging.INFO, logger="radiotmb.r"):
        r.call("base::print", x="a table")
        r.call("base::message", x="a message")
    assert '[1] "a table"' in caplog.text
    assert "a message" in caplog.text
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == ""


def test_starting_r_and_loading_the_package_says_nothing():
    answer = _python("from radiotmb import stats; stats.tmb_status(12, 1.2)", TZ=None)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_rs_environment_stays_with_r():
    code = """
    import os
    before = dict(os.environ)
    from radiotmb import stats
    stats.tmb_status(12, 1.2)
    changed = {k for k in before | dict(os.environ) if before.get(k) != os.environ.get(k)}
    print(sorted(name for name in changed if not name.startswith("R_")))
    """
    assert _python(code).stdout.strip() == "[]"


def test_r_never_loads_reticulate():
    stats.published_results()
    assert "reticulate" not in r.call("base::loadedNamespaces").tolist()


def test_many_threads_take_turns():
    answers = {}

    def ask(number):
        answers[number] = stats.tmb_interval([number], 1.0)["tmb"].iloc[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: float(number) for number in range(1, 9)}


def test_deep_recursion_in_r_is_an_error_and_not_a_crash(tmp_path):
    script = tmp_path / "endless.R"
    script.write_text("endless <- function(n) endless(n + 1); endless(1)")
    with pytest.raises(StatisticsError, match="infinite recursion|C stack usage|deeply"):
        r.call("base::source", file=script)
    assert r.call("stats::qnorm", p=0.5) == 0


def _status(count):
    """A task for workers: what this process's own R answers, and its process id."""
    table = stats.tmb_status([count], 1.2)
    return os.getpid(), table["tmb"].iloc[0], table["p_high"].iloc[0]


@pytest.mark.slow
def test_loky_workers_host_an_r_each_and_agree_with_this_one():
    counts = [3, 12, 30, 7]
    there = joblib.Parallel(n_jobs=2)(joblib.delayed(_status)(count) for count in counts)
    here = [_status(count) for count in counts]
    assert [answer[1:] for answer in there] == [answer[1:] for answer in here]
    assert os.getpid() not in {answer[0] for answer in there}


@pytest.mark.slow
def test_a_loky_worker_hands_back_rs_refusal():
    with pytest.raises(StatisticsError, match="whole numbers") as caught:
        joblib.Parallel(n_jobs=2)(joblib.delayed(_status)(count) for count in (-1, -2))
    assert "radiotmb_argument_error" in caught.value.condition


@pytest.mark.slow
def test_dask_workers_host_an_r_each():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as some,
        distributed.Client(some) as client,
    ):
        futures = client.map(_status, [3, 12, 30], pure=False)
        answers = client.gather(futures)
    assert [answer[1:] for answer in answers] == [_status(count)[1:] for count in (3, 12, 30)]


def test_a_forked_child_is_told_to_start_otherwise():
    stats.tmb_interval(1, 1)
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            stats.tmb_interval(1, 1)
            os.write(writer, b"answered")
        except StatisticsError as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    said = os.read(reader, 1000).decode()
    assert "forked" in said
    assert "loky" in said
    assert stats.tmb_interval(1, 1)["tmb"].tolist() == [1.0]


def test_ctrl_c_stops_the_r_computation_and_r_goes_on_afterwards():
    r.call("stats::qnorm", p=0.5)
    threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        r.call("base::Sys.sleep", time=600)
    assert time.perf_counter() - start < 300
    assert r.call("stats::qnorm", p=0.5) == 0


def test_without_r_the_message_names_the_command():
    answer = _python(
        """
        from radiotmb import stats
        from radiotmb.errors import MissingSoftwareError
        try:
            stats.tmb_status(12, 1.2)
        except MissingSoftwareError as error:
            print(error.exit_status, error)
        roc = stats.roc_youden(["low", "high"] * 3, [0.1, 0.9, 0.2, 0.8, 0.3, 0.7],
                               engine="python")
        print(roc.auc)
        """,
        PATH="/nonexistent", R_HOME=None,
    )  # fmt: skip
    assert answer.stdout.splitlines() == [
        "3 R is not installed (no R on the PATH). Install it: make setup",
        "1.0",
    ]


def test_without_rpy2_the_message_names_the_command():
    answer = _python(
        """
        import sys
        sys.modules["rpy2"] = None
        from radiotmb import stats
        try:
            stats.tmb_status(12, 1.2)
        except Exception as error:
            print(type(error).__name__, error)
        """
    )
    assert answer.stdout.startswith(
        "MissingSoftwareError rpy2, the bridge to R, cannot be imported"
    )
    assert answer.stdout.strip().endswith("Install it: make setup")


def test_an_r_package_of_another_version_is_named_with_the_command():
    answer = _python(
        """
        import radiotmb
        radiotmb.__version__ = "99.0.0"
        from radiotmb import stats
        try:
            stats.tmb_status(12, 1.2)
        except Exception as error:
            print(type(error).__name__, error)
        """
    )
    assert "MissingSoftwareError the R package radiotmb is version" in answer.stdout
    assert "the Python package 99.0.0" in answer.stdout
    assert "make setup" in answer.stdout or "make -C" in answer.stdout


def test_an_r_package_that_is_not_there_is_named_with_the_command(tmp_path):
    answer = _python(
        """
        from radiotmb import stats
        try:
            stats.tmb_status(12, 1.2)
        except Exception as error:
            print(type(error).__name__, error)
        """,
        RADIOTMB_RLIB=str(tmp_path), R_LIBS=None,
    )  # fmt: skip
    assert "MissingSoftwareError the R package radiotmb is not installed" in answer.stdout


def test_outside_a_source_tree_the_command_is_r_cmd_install(monkeypatch, tmp_path):
    monkeypatch.setattr(r, "r_package_source", lambda: tmp_path)
    assert r.install_command() == f"R CMD INSTALL {tmp_path}"


def test_describe_names_versions():
    found = r.describe()
    assert found["radiotmb"] == __import__("radiotmb").__version__
    assert found["R"].split(".")[0] == "4"
    assert MissingSoftwareError("x").exit_status == 3


def test_an_engine_that_a_function_lacks_is_refused_by_name():
    tables = pd.DataFrame({"patient_id": [1]}), pd.DataFrame({"patient_id": [1], "status": ["low"]})
    with pytest.raises(InputError, match=r"chain_bootstrap\(\) has no engine 'python'"):
        stats.chain_bootstrap(*tables, engine="python")


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="there is no engine 'julia'"):
        stats.roc_youden(["low", "high"], [0.1, 0.9], engine="julia")
