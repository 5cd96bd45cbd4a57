"""Verbs for whole studies: demo, init, check, run, report."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from radiotmb.cli.options import (
    DaskConfig,
    Engine,
    Json,
    Outside,
    Quiet,
    SafeCsv,
    Scheduler,
    Wide,
    Workers,
)
from radiotmb.cli.output import on_terminal, output
from radiotmb.runtime.name_some import name_some


class CheckTable(str, enum.Enum):
    """A table of what a check has found."""

    models = "models"
    expected = "expected"
    notes = "notes"


def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another cohort.")] = 2022,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a simulated cohort of the published study's shape, with its study file.

    Example:

    - `radiotmb demo demo && radiotmb run demo/study.yaml`
    """
    from radiotmb.simulate import write_demo

    study = write_demo(folder, seed=seed)
    if output.json:
        output.data({"study": str(study)})
    elif not on_terminal():
        print(study)
    output.note(f"SIMULATED cohort of 24 patients. Run it with:  radiotmb run {study}")


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the study will be.")],
    scan: Annotated[
        bool,
        typer.Option(
            "--scan",
            help="Fill the tables from the scans, masks and variant files that lie in the folder.",
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a study file with every entry explained, and its tables, to start from.

    Nothing that is there already is written over.

    Examples:

    - `radiotmb init my-study`

    - `radiotmb init folder-with-my-files --scan`
    """
    from radiotmb.study import new_study

    new = new_study(folder, scan=scan)
    if output.json:
        written, kept = ([str(path) for path in paths] for paths in (new.written, new.kept))
        output.data({"study": str(new.study_file), "written": written, "kept": kept})
    elif not on_terminal():
        print(new.study_file)
    output.note(f"Edit the tables, then:  radiotmb check {new.study_file}")


def check(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study file (YAML).")],
    table: Annotated[
        CheckTable,
        typer.Option(
            help="What goes to a pipe: the models with their patients, the time and memory that "
            "the run is expected to take, or the notes. A terminal shows all of them."
        ),
    ] = CheckTable.models,
    workers: Workers = 1,
    allow_outside: Outside = False,
    wide: Wide = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Check a study before it is run: files, identifiers, phases, what would be modelled.

    Ends with status 0 where there is nothing to say, 1 where there are notes, 2 where the study
    cannot be run as it is.

    Examples:

    - `radiotmb check study.yaml`

    - `radiotmb check study.yaml --table notes > notes.csv`
    """
    from radiotmb.runtime.notes import notes_table
    from radiotmb.study import check_study

    found = check_study(study, workers=workers, allow_outside=allow_outside or None)
    if output.json:
        output.data(found.as_dict())
        return found.status
    if not found.notes:
        output.note("Nothing is wrong with this study as far as can be known before it is run.")
    # Errors are said to who asked for quiet too, and notes where no table holds them.
    in_table = table is CheckTable.notes and not on_terminal()
    for note in found.notes if not in_table else ():
        if note.level == "error" or not output.quiet:
            print(f"{note.level}: {note}", file=sys.stderr)
    tables = {"Models": found.models, "Roughly expected": found.expected}
    mains = {
        CheckTable.models: found.models,
        CheckTable.expected: found.expected,
        CheckTable.notes: notes_table(found.notes),
    }
    output.titled({title: one for title, one in tables.items() if len(one)}, mains[table])
    return found.status


def run(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study file (YAML).")],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Write the results into this folder, not the study file's."
        ),
    ] = None,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    dask_config: DaskConfig = None,
    engine: Annotated[
        Engine | None,
        typer.Option(
            help="Compute the models in R, or with scikit-learn and xgboost in Python; not as the "
            "study file says."
        ),
    ] = None,
    allow_outside: Outside = False,
    safe_csv: SafeCsv = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run a study: every table, the figures and the report.

    Running it again redoes only what has changed; a run that was stopped goes on where it was.

    Examples:

    - `radiotmb run study.yaml --workers 2`

    - `radiotmb run study.yaml --out second-opinion --engine python`
    """
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study import run_study

    done = run_study(
        study,
        out=out,
        workers=RunWorkers(workers, scheduler, dask_config=dask_config),
        engine=None if engine is None else engine.value,
        # Not given, the switches defer to the study file.
        allow_outside=allow_outside or None,
        safe_csv=safe_csv or None,
    )
    failed = len(done.failures)
    if output.json:
        output.data({"out": str(done.out), "report": str(done.report), "failures": failed})
    else:
        print(done.report)
    skipped = [note.subject for note in done.notes if note.message.startswith("skipped")]
    if skipped:
        some = name_some(skipped, 12, separator="; ")
        output.note(f"Skipped: {some}. The reasons are in the report and in results.json")
    if failed:
        output.note(f"{failed} samples or scans failed; they are listed in {done.out}/failures.csv")
    return 1 if failed else 0


def report(
    out: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The folder of a study's results.")
    ],
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="Write the tables as an Excel workbook too.")
    ] = False,
    docx: Annotated[
        bool,
        typer.Option("--docx", help="Write summary, main tables and methods as a Word document."),
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print the page as a PDF too (needs Chromium).")
    ] = False,
    short: Annotated[
        bool,
        typer.Option("--short", help="Print the short PDF: summary, main figures and tables."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write report.html and its figures again from a study's tables, and other forms of it.

    Examples:

    - `radiotmb report demo/results`

    - `radiotmb report demo/results --xlsx --pdf --short`
    """
    from radiotmb.report import print_pdf, render_report, write_document, write_workbook

    written = {"report": render_report(out)}
    if xlsx:
        written["xlsx"] = write_workbook(out)
    if docx:
        written["docx"] = write_document(out)
    # --short alone asks for the short PDF; with --pdf both are printed.
    if pdf:
        written["pdf"] = print_pdf(written["report"])
    if short:
        written["pdf_short"] = print_pdf(written["report"], short=True)
    if output.json:
        output.data({name: str(path) for name, path in written.items()})
    else:
        print(*written.values(), sep="\n")
