"""What is wrong with a command line, said once, with the verb or option that was probably meant."""

from __future__ import annotations

import difflib
from typing import Any

import typer

from radiotmb.errors import InputError

# Typer brings click, or in later versions a click of its own; its classes are found where they are.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
USAGE_ERRORS: tuple[type[Exception], ...] = (typer.BadParameter.__mro__[2], _UsageError)


class UsageError(InputError):
    """A verb, an option or an argument is not as it should be. Exit status 2."""


class NoVerbError(UsageError):
    """The command line names no verb.

    Parameters
    ----------
    context : typer.Context
        Knows the help that is shown in its place.
    """

    def __init__(self, context: Any) -> None:
        super().__init__("no verb", expected="radiotmb VERB", hint=_see("radiotmb"))
        self.context = context


def no_such_verb(given: str, verbs: list[str]) -> UsageError:
    """The error for a verb that does not exist.

    Examples
    --------
    >>> print(no_such_verb("runn", ["run", "report"]))
    no verb 'runn'. Did you mean 'run'? 'radiotmb --help' shows more
    """
    return UsageError(f"no verb '{given}'", hint=_nearest(given, verbs) + _see("radiotmb"))


def as_usage_error(error: Any) -> UsageError:
    """What Typer found wrong as an error of radiotmb's own.

    Parameters
    ----------
    error : Exception
        One of :data:`USAGE_ERRORS`.
    """
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "radiotmb"
    verb = path.removeprefix("radiotmb").strip() or None
    parameter = getattr(error, "param", None)
    given = getattr(error, "option_name", None)
    if parameter is not None:
        name = _name(parameter)
        # Typer's class for what is missing has no text of its own.
        problem = f"{name}: {_clean(error.message)}" if error.message else f"no {name} is given"
        return UsageError(problem, where=verb, hint=_see(path))
    if type(error).__name__ == "NoSuchOption" and given and context is not None:
        known = [
            name for one in context.command.params for name in (*one.opts, *one.secondary_opts)
        ]
        hint = _nearest(given, [name for name in known if name.startswith("-")]) + _see(path)
        return UsageError(f"no option '{given}'", where=verb, hint=hint)
    return UsageError(_clean(error.format_message()), where=verb, hint=_see(path))


def _name(parameter: Any) -> str:
    options = [name for name in parameter.opts if name.startswith("--")]
    return options[0] if options else parameter.metavar or parameter.name.upper()


def _clean(message: str) -> str:
    words = " ".join(message.split()).rstrip(".")
    return words[:1].lower() + words[1:]


def _nearest(given: str, known: list[str]) -> str:
    if len(given) == 2 and given[0] == "-":
        # A single letter is nearest to the options that begin with it.
        found = [name for name in known if name.startswith(f"-{given}")]
    else:
        found = difflib.get_close_matches(given, known, n=2)
    if not found:
        return ""
    return f"Did you mean {' or '.join(repr(name) for name in found)}? "


def _see(path: str) -> str:
    return f"'{path} --help' shows more"
