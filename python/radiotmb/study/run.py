"""The run of a study: its inputs checked, its stages in order, its results written."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import report
from radiotmb.errors import InputError, MissingSoftwareError
from radiotmb.inputs.formula_cells import formulas_as_text, own_cells
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.runtime.files import read_json, write_json
from radiotmb.runtime.lock import hold_folder
from radiotmb.runtime.notes import Note, add_notes, collect_notes, notes_table
from radiotmb.runtime.to_html import result_html
from radiotmb.runtime.to_json import to_json
from radiotmb.runtime.workers import Workers
from radiotmb.stats.bridge import check_engine
from radiotmb.stats.r_availability import why_r_is_unavailable
from radiotmb.study.check import notes_on_study, refuse_errors
from radiotmb.study.kept_models import model_files, write_models
from radiotmb.study.output_folder import record_outputs, recorded_outputs, remove_earlier
from radiotmb.study.phases import with_phases
from radiotmb.study.provenance import Stopwatch, input_hashes, is_done, run_key, write_provenance
from radiotmb.study.stages import STAGES, results_of
from radiotmb.study.study_error import StudyError
from radiotmb.study.study_file import Study, read_study
from radiotmb.study.study_run import StudyRun, StudyTables

log = logging.getLogger(__name__)

__all__ = ["StudyResult", "run_study"]

# Tables that are long or wide are kept as Parquet too.
_WIDE = {"variants", "features"}


@dataclass(frozen=True)
class StudyResult:
    """Where a run's results are, and what failed.

    ``failures`` has one row a failed sample or scan (stage, name, reason); ``notes`` are what a
    person must know about the results; ``redone`` is false where nothing had changed since the last
    run.

    Examples
    --------
    >>> found = StudyResult(Path("out"), Path("out/report.html"), pd.DataFrame(), (), redone=False)
    >>> found.failures.empty
    True
    """

    out: Path
    report: Path
    failures: pd.DataFrame
    notes: tuple[Note, ...]
    redone: bool

    def _repr_html_(self) -> str:
        numbers = [("Report", str(self.report)), ("Failed", str(len(self.failures)))]
        tables = {"Failed": self.failures} if len(self.failures) else {}
        notes = [f"{note.level}: {note}" for note in self.notes]
        return result_html("Results of a study", numbers, tables, notes)


def run_study(
    study_file: str | Path,
    *,
    out: str | Path | None = None,
    workers: Workers | int = 1,
    engine: str | None = None,
    allow_outside: bool | None = None,
    safe_csv: bool | None = None,
) -> StudyResult:
    """Run a study file: every table, results.json, the figures, report.html, provenance.json.

    Parameters
    ----------
    study_file : path
        YAML with the fields of :class:`radiotmb.study.study_file.Study`.
    out : path, optional
        Takes the place of the study file's ``out``.
    workers : Workers or int
        Where the tasks run; a number is that many processes of this machine. The tables are the
        same for any choice. Results are stored in the output folder where no store is named.
    engine : {"r", "python"}, optional
        Takes the place of the study file's ``engine``.
    allow_outside : bool, optional
        Whether the tables may name files outside their own folders, in place of the study file's
        ``allow_outside``.
    safe_csv : bool, optional
        Whether the CSV tables are for spreadsheets, in place of the study file's ``safe_csv``.

    Returns
    -------
    StudyResult

    Raises
    ------
    StudyError
        For what is wrong with the study file, its tables, its presets and the files they name.
    MissingSoftwareError
        Where R cannot be called and the study's engine is not ``python``.
    """
    given = {"engine": engine, "allow_outside": allow_outside, "safe_csv": safe_csv}
    with collect_notes() as notes:
        study, inputs = _read(study_file, given)
        folder = Path(out) if out is not None else study.resolve(study.out)
        workers = Workers.of(workers)
        if workers.store is None:
            workers = workers.keeping(folder / ".finished")
        study = with_phases(study, inputs.images)
        found = notes_on_study(study.model_copy(update={"out": folder.absolute()}), inputs)
        refuse_errors(found, study_file)
        add_notes(found)
        r_unavailable = _check_r(study)
        run = StudyRun(study, inputs, folder, workers, r_unavailable)
        hashes = input_hashes(study, inputs.samples, inputs.images)
        key = run_key(study, hashes, r_unavailable)
        with hold_folder(folder):
            if is_done(folder, key):
                log.info("nothing has changed since the last run")
                return _read_result(folder)
            record_outputs(folder, recorded_outputs(folder))
            # Until all is written anew, nothing may claim that the folder is whole.
            for name in ("provenance.json", "report.html"):
                (folder / name).unlink(missing_ok=True)
            watch = Stopwatch()
            _work_through(run, watch)
            outputs = _write_results(run, notes)
            write_provenance(
                folder, study, hashes, key, watch.seconds, workers=workers.count, outputs=outputs
            )
            record_outputs(folder, outputs)
            log.info("report")
            with watch.stage("report"):
                page = report.render_report(folder)
            return StudyResult(folder, page, run.failures, tuple(notes), redone=True)


def _read(study_file: str | Path, given: Mapping[str, Any]) -> tuple[Study, StudyTables]:
    """The study file and its tables; what is wrong with either refuses the study."""
    try:
        study = _read_study(study_file, given)
        return study, _read_inputs(study)
    except InputError as error:
        raise StudyError.of(error) from error


def _read_study(study_file: str | Path, given: Mapping[str, Any]) -> Study:
    """The study file with what takes the place of its entries, where it is given."""
    study = read_study(study_file)
    if given["engine"] is not None:
        check_engine(given["engine"])
    return study.model_copy(update={k: v for k, v in given.items() if v is not None})


def _check_r(study: Study) -> str | None:
    """What R lacks, which only a study with ``engine: python`` may."""
    reason = why_r_is_unavailable()
    if reason is not None and study.engine == "r":
        raise MissingSoftwareError(
            f"{reason}, and the study's engine is r",
            hint="radiotmb doctor names the command that installs it. With engine: python the "
            "study runs without R: what only R computes is then skipped, by name",
        )
    return reason


def _work_through(run: StudyRun, watch: Stopwatch) -> None:
    for stage in STAGES:
        if stage.applies(run):
            with watch.stage(stage.name):
                stage.work(run)


def _read_inputs(study: Study) -> StudyTables:
    outside = {"allow_outside": study.allow_outside}
    return StudyTables(
        read_table(study.resolve(study.samples), "samples", **outside),
        read_table(study.resolve(study.images), "images", **outside) if study.images else None,
        read_table(study.resolve(study.patients), "patients") if study.patients else None,
    )


def _write_results(run: StudyRun, notes: list[Note]) -> list[str]:
    """The tables, the failures and results.json; a table that only an earlier run had goes.

    The names of tables, models and results.json are returned.
    """
    if notes:
        run.keep("notes", notes_table(notes))
    tables = [f"tables/{name}.csv" for name in run.tables]
    tables += [f"tables/{name}.parquet" for name in run.tables if name in _WIDE]
    outputs = [*tables, *model_files(run.models).values(), "results.json"]
    record_outputs(run.out, [*recorded_outputs(run.out), *outputs])
    remove_earlier(run.out, outputs)
    with formulas_as_text(run.study.safe_csv):
        for name, table in run.tables.items():
            write_table(table, run.out / "tables" / f"{name}.csv", parquet=name in _WIDE)
        write_table(run.failures, run.out / "failures.csv")
    write_models(run.models, run.out)
    results = {**results_of(run), "notes": [note.as_dict() for note in notes]}
    write_json(run.out / "results.json", to_json(results))
    return outputs


def _read_result(folder: Path) -> StudyResult:
    """What the run that left this folder whole has returned."""
    failures = pd.read_csv(folder / "failures.csv", dtype=str)
    results = read_json(folder / "results.json")
    if results["safe_csv"]:
        failures = own_cells(failures)
    notes = tuple(Note(**note) for note in results.get("notes", []))
    return StudyResult(folder, folder / "report.html", failures, notes, redone=False)
