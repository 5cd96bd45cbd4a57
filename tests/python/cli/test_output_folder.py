"""What somebody else has put into an output folder is neither written through nor trusted."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest


def tables(out: Path) -> dict[str, bytes]:
    found = [*out.glob("tables/*"), out / "results.json", out / "failures.csv"]
    return {path.name: path.read_bytes() for path in found}


def test_a_link_to_a_file_is_replaced_and_never_written_through(study, radiotmb, tmp_path):
    out = tmp_path / "results"
    (out / "tables").mkdir(parents=True)
    # An earlier run's folder, in which the links were put later.
    (out / ".finished").mkdir()
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    names = [
        ".lock-holder.json", ".lock", "results.json", "report.html", "provenance.json",
        "failures.csv", "tables/burden.csv", "tables/variants.parquet",
    ]  # fmt: skip
    for name in names:
        (out / name).symlink_to(mine)
    done = radiotmb("run", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert mine.read_text() == "precious"
    assert [path for path in out.rglob("*") if path.is_symlink()] == []
    assert (out / "tables" / "burden.csv").read_text().startswith("patient_id,")


def test_results_of_somebody_else_are_refused_and_left(study, radiotmb, tmp_path):
    mine = ["tables/thesis.csv", "report.html", "results.json", "provenance.json"]
    for name in mine:
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text("{}")
    done = radiotmb("run", "study.yaml", "--out", "out")
    assert done.returncode == 2
    assert "out' holds tables, report.html, results.json that no run of radiotmb" in done.stderr
    assert "Name an empty folder" in done.stderr
    found = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in found) == sorted(mine)
    assert all(path.read_text() == "{}" for path in found)
    (tmp_path / "out").rename(tmp_path / "results")
    checked = radiotmb("check", "study.yaml")
    assert checked.returncode == 2
    assert "holds tables, report.html, results.json" in checked.stderr


def test_only_what_an_earlier_run_recorded_is_removed(study, radiotmb, tmp_path):
    out = tmp_path / "results"
    assert radiotmb("run", "study.yaml").returncode == 0
    kept = json.loads((out / "provenance.json").read_text())
    (out / "tables" / "former.csv").write_text("a\n1\n")
    kept["outputs"]["tables/former.csv"] = "0"
    kept["outputs"]["../study.yaml"] = "0"
    (out / "provenance.json").write_text(json.dumps(kept))
    (out / "tables" / "thesis.csv").write_text("mine")
    (out / "tables" / "thesis.parquet").write_text("mine")
    done = radiotmb("run", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert "tables/thesis.csv; tables/thesis.parquet in " in done.stderr
    assert (out / "tables" / "thesis.csv").read_text() == "mine"
    assert (out / "tables" / "thesis.parquet").read_text() == "mine"
    assert not (out / "tables" / "former.csv").exists()
    assert (tmp_path / "study.yaml").exists()
    recorded = json.loads((out / "provenance.json").read_text())["outputs"]
    assert not [name for name in recorded if "thesis" in name or ".." in name]
    assert json.loads((out / ".outputs.json").read_text()) == sorted(recorded)


@pytest.mark.parametrize("name", ["tables", ".finished", "figures"])
def test_a_link_to_a_folder_is_refused(name, study, radiotmb, tmp_path):
    mine, out = tmp_path / "mine", tmp_path / "results"
    mine.mkdir()
    out.mkdir()
    (out / name).symlink_to(mine)
    done = radiotmb("run", "study.yaml")
    assert done.returncode == 2
    assert f"results/{name}: is a link: nothing is written through one" in done.stderr
    assert list(mine.iterdir()) == []


def test_a_report_is_not_written_through_a_link(study, radiotmb, tmp_path):
    assert radiotmb("run", "study.yaml").returncode == 0
    mine, figures = tmp_path / "mine", tmp_path / "results" / "figures"
    mine.mkdir()
    if figures.is_dir():
        figures.rename(tmp_path / "figures-before")
    figures.symlink_to(mine)
    done = radiotmb("report", "results")
    assert done.returncode == 2
    assert "is a link" in done.stderr
    assert list(mine.iterdir()) == []


def test_a_finished_study_whose_page_is_a_link_or_empty_writes_it_anew(study, radiotmb, tmp_path):
    assert radiotmb("run", "study.yaml").returncode == 0
    page, mine = tmp_path / "results" / "report.html", tmp_path / "mine.html"
    mine.write_text("precious")
    for spoil in (lambda: page.symlink_to(mine), page.touch):
        page.unlink()
        spoil()
        assert radiotmb("run", "study.yaml").returncode == 0
        assert not page.is_symlink()
        assert "</html>" in page.read_text()
    assert mine.read_text() == "precious"


HOLDER = """
import sys
from radiotmb.runtime.lock import hold_folder
with hold_folder(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_holder_s_card_says_nothing_to_the_terminal(study, radiotmb, tmp_path):
    out = tmp_path / "results"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == "held\n"
        card = {
            "process": 7,
            "host": "\x1b]0;owned\x07\x1b[2J\r\nradiotmb: all is well",
            "since": "x" * 9999,
        }
        (out / ".lock-holder.json").write_text(json.dumps(card))
        done = radiotmb("run", "study.yaml", "-q")
    finally:
        holder.communicate("")
    assert done.returncode == 2
    assert "another run is writing here (process 7 on ?]0;owned??[2J??radiotmb" in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 1000
    assert done.stderr.strip().isprintable()


class Planted:
    """Unpickled, it would leave a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


def entry(key: str, value: object) -> str:
    """What would be stored under a key, were the value a result."""
    from radiotmb.runtime.files import fingerprint_data

    return json.dumps({"sha256": fingerprint_data([key, value, []]), "notes": [], "value": value})


def test_what_is_planted_among_finished_results_is_done_again(study, radiotmb, tmp_path):
    out = tmp_path / "results"
    assert radiotmb("run", "study.yaml").returncode == 0
    expected = tables(out)
    kept = {path: path.read_bytes() for path in sorted(out.glob(".finished/*.json"))}
    first, second, third, fourth = kept
    mark, elsewhere = tmp_path / "mark", tmp_path / "elsewhere.json"
    # One result under another's key; what is no result; a program; a link to a sound one.
    first.write_bytes(kept[second])
    second.write_text(entry(second.stem, {"file": {"__class__": "os.system"}, "sizes": "rm"}))
    third.write_bytes(pickle.dumps(Planted(mark)))
    elsewhere.write_bytes(kept[fourth])
    fourth.unlink()
    fourth.symlink_to(elsewhere)
    (out / ".finished" / "more.json").write_text("[" * 100_000)
    (out / "provenance.json").unlink()
    done = radiotmb("run", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert tables(out) == expected
    assert not mark.exists()
    assert {path: path.read_bytes() for path in kept} == kept
    assert not fourth.is_symlink()


def test_memory_that_runs_out_is_one_message(study, command, tmp_path):
    """A limit under which numpy's libraries cannot be loaded."""
    limited = f"ulimit -v 400000; exec '{command}' run study.yaml -q"
    done = subprocess.run(
        ["sh", "-c", limited], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("radiotmb: not enough memory")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results" / "results.json").exists()
