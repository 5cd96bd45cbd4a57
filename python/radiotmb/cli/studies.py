"""Verbs for whole studies: demo, run, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radiotmb.cli.output import Json, Outside, Quiet, Scheduler, Workers, output


def demo(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another cohort.")] = 2022,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a simulated cohort of the published study's shape, with its study file.

    Example: `radiotmb demo demo && radiotmb run demo/study.yaml`
    """
    from radiotmb.simulate import write_demo

    study = write_demo(folder, seed=seed)
    if json:
        output.data({"study": str(study)})
    output.note(f"SIMULATED cohort of 24 patients. Run it with:  radiotmb run {study}")


def run(
    study: Annotated[Path, typer.Argument(help="The study file (YAML).")],
    out: Annotated[Path | None, typer.Option(help="Folder for the results.")] = None,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    engine: Annotated[
        str | None, typer.Option(help="r, or python: scikit-learn's second opinion.")
    ] = None,
    allow_outside: Outside = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run a study: every table, the figures and the report.

    Running it again redoes only what has changed.

    Example: `radiotmb run study.yaml --workers 2`
    """
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study import run_study

    done = run_study(
        study,
        out=out,
        workers=RunWorkers(workers, scheduler),
        engine=engine,
        # Not given, the switch defers to the study file.
        allow_outside=allow_outside or None,
    )
    failed = len(done.failures)
    if json:
        output.data({"out": str(done.out), "report": str(done.report), "failures": failed})
    else:
        print(done.report)
    skipped = [note.subject for note in done.notes if note.message.startswith("skipped")]
    if skipped:
        output.note(f"Skipped: {'; '.join(skipped)}. The reasons are in the report")
    if failed:
        output.note(f"{failed} samples or scans failed; they are listed in {done.out}/failures.csv")
    return 1 if failed else 0


def report(
    out: Annotated[Path, typer.Argument(help="A study's output folder.")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write report.html and its figures again from a study's tables.

    Example: `radiotmb report demo/results`
    """
    from radiotmb.report import render_report

    page = render_report(out)
    if json:
        output.data({"report": str(page)})
    else:
        print(page)
