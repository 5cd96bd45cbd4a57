"""The verbs, in the groups in which `radiotmb --help` shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from radiotmb.cli import (
    alignments,
    comparisons,
    imaging,
    lesions,
    masks,
    models,
    sequencing,
    statistics,
    studies,
)
from radiotmb.cli.doctor import doctor
from radiotmb.cli.help_terms import Verb, Verbs
from radiotmb.cli.options import Json, Quiet, with_table_options
from radiotmb.cli.usage_errors import NoVerbError

_STUDY, _FILES, _TABLES, _SELF = "Studies", "Files to tables", "Tables to statistics", "Itself"
_GROUPS: dict[str, dict[str, Callable[..., Any]]] = {
    _STUDY: {
        "demo": studies.demo,
        "init": studies.init,
        "check": studies.check,
        "run": studies.run,
        "report": studies.report,
    },
    _FILES: {
        "tmb": sequencing.tmb,
        "call": alignments.call,
        "callable": alignments.callable_,
        "extract": imaging.extract,
        "regions": masks.regions,
        "repeatability": imaging.repeatability,
    },
    _TABLES: {
        "agreement": masks.agreement,
        "pairs": lesions.pairs,
        "genes": lesions.genes,
        "model": statistics.model,
        "fit": models.fit,
        "predict": models.predict,
        "validate": models.validate,
        "added-value": comparisons.added_value,
        "compare": comparisons.compare,
        "survival": statistics.survival,
        "audit": statistics.audit,
    },
    _SELF: {"doctor": doctor},
}
VERBS = [name for verbs in _GROUPS.values() for name in verbs]


def make_app(only: str | None = None) -> typer.Typer:
    """The command line with all its verbs, or with the one that is called.

    Parameters
    ----------
    only : str, optional
        One of :data:`VERBS`: the signatures of the others need not be read.
    """
    app = typer.Typer(
        name="radiotmb",
        cls=Verbs,
        help="Tumor mutational burden, CT radiomics, and the statistics that join them.",
        epilog="Start with `radiotmb demo demo`, then `radiotmb run demo/study.yaml`. "
        "`radiotmb VERB --help` shows a verb's options and examples.",
        subcommand_metavar="VERB [OPTIONS]",
        invoke_without_command=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for group, verbs in _GROUPS.items():
        for name, verb in verbs.items():
            if only in (None, name):
                # `call` writes a VCF; `run` has the switch itself, since its study file has it too.
                tables = group in (_FILES, _TABLES) and name != "call"
                command = with_table_options(verb) if tables else verb
                app.command(name, cls=Verb, rich_help_panel=group)(command)
    return app


def _version(show: bool) -> None:
    if show:
        from radiotmb import __version__

        typer.echo(f"radiotmb {__version__}")
        raise typer.Exit()


def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tumor mutational burden, CT radiomics, and the statistics that join them."""
    if context.invoked_subcommand is None:
        raise NoVerbError(context)
