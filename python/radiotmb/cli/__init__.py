"""The command line: verbs without logic of their own.

Tables go to ``--out`` or standard output, progress and messages to standard error. Exit statuses:
0 all done; 1 some samples or scans failed and are listed, the others are done; 2 something given
is not as it should be; 3 a program is missing; 70 a fault of radiotmb's own; 130
interrupted; 143 ended by SIGTERM.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import click
import typer

from radiotmb import __version__
from radiotmb.cli import imaging, sequencing, statistics, studies
from radiotmb.cli.doctor import doctor
from radiotmb.cli.output import output
from radiotmb.errors import RadiotmbError
from radiotmb.runtime.signals import handle_sigterm

app = typer.Typer(
    name="radiotmb",
    help="Tumor mutational burden, CT radiomics, and the statistics that join them.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_STUDY, _FILES, _TABLES, _SELF = "Studies", "Files to tables", "Tables to statistics", "Itself"
app.command(rich_help_panel=_STUDY)(studies.demo)
app.command(rich_help_panel=_STUDY)(studies.run)
app.command(rich_help_panel=_STUDY)(studies.report)
app.command("tmb", rich_help_panel=_FILES)(sequencing.tmb)
app.command(rich_help_panel=_FILES)(sequencing.call)
app.command("callable", rich_help_panel=_FILES)(sequencing.callable_)
app.command(rich_help_panel=_FILES)(imaging.extract)
app.command(rich_help_panel=_FILES)(imaging.repeatability)
app.command(rich_help_panel=_TABLES)(statistics.pairs)
app.command(rich_help_panel=_TABLES)(statistics.genes)
app.command(rich_help_panel=_TABLES)(statistics.model)
app.command(rich_help_panel=_TABLES)(statistics.survival)
app.command(rich_help_panel=_TABLES)(statistics.audit)
app.command(rich_help_panel=_SELF)(doctor)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"radiotmb {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Tumor mutational burden, CT radiomics, and the statistics that join them."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with a status.

    What a user can mend is one message and the error's own status, never a traceback.
    """
    # Only radiotmb's own messages: PyRadiomics has one for every matrix it computes.
    log = logging.getLogger("radiotmb")
    log.addHandler(logging.StreamHandler(sys.stderr))
    log.propagate = False
    with handle_sigterm():
        status = _status(arguments)
    sys.exit(status)


def _status(arguments: list[str] | None) -> int:
    try:
        status = app(args=arguments, standalone_mode=False)
        return status if isinstance(status, int) else 0
    except RadiotmbError as error:
        output.fail(error.as_dict())
        return error.exit_status
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        print("interrupted; finished work is kept and the same command goes on", file=sys.stderr)
        return getattr(error, "exit_status", 130)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("RADIOTMB_TRACEBACK"):
            raise
        output.fail(
            {
                "class": type(error).__name__,
                "problem": str(error),
                "message": f"a fault of radiotmb's own: {type(error).__name__}: {error}. "
                "RADIOTMB_TRACEBACK=1 shows where; please report it",
                "exit_status": 70,
            }
        )
        return 70
