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


def as_usage_error(error: Any, verb: str | None) -> UsageError:
    """What Typer found wrong as an error of radiotmb's own.

    Parameters
    ----------
    error : Exception
        One of :data:`USAGE_ERRORS`.
    verb : str, optional
        The verb of the command line, where it names one.
    """
    context = getattr(error, "ctx", None)
    parameter = getattr(error, "param", None)
    given = getattr(error, "option_name", None)
    path = f"radiotmb {verb}" if verb else "radiotmb"
    if parameter is not None and not error.message:
        # Typer's class for what is missing has no text of its own.
        return UsageError(f"no {_name(parameter)} is given", where=verb, hint=_see(path))
    if parameter is not None:
        problem, expected = _refused_value(error, parameter)
        return UsageError(problem, where=verb, expected=expected, hint=_see(path))
    if type(error).__name__ == "NoSuchOption" and given and context is not None:
        known = [
            name for one in context.command.params for name in (*one.opts, *one.secondary_opts)
        ]
        hint = _nearest(given, [name for name in known if name.startswith("-")]) + _see(path)
        return UsageError(f"no option '{given}'", where=verb, hint=hint)
    return UsageError(_clean(error.format_message()), where=verb, hint=_see(path))


def _refused_value(error: Any, parameter: Any) -> tuple[str, str | None]:
    """(what is wrong, what was expected) of a value that is not of its parameter's kind."""
    name = _name(parameter)
    try:
        # Later versions of Typer ask pydantic, whose words are not made for a command line.
        detail = error.__cause__.errors()[0]
    except (AttributeError, IndexError):
        return f"{name}: {_clean(error.message)}", None
    limits = detail.get("ctx", {})
    expected = {
        "int_parsing": "a whole number",
        "float_parsing": "a number",
        "greater_than_equal": f"at least {limits.get('ge', 0):g}",
        "less_than_equal": f"at most {limits.get('le', 0):g}",
    }.get(detail["type"])
    if expected is None and "|" in (parameter.metavar or ""):
        expected = " or ".join(parameter.metavar.split("|"))
    return f"{name} cannot be '{detail['input']}'", expected or _clean(detail["msg"])


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
        found = difflib.get_close_matches(given, known, n=1)
    if not found:
        return ""
    return f"Did you mean {' or '.join(repr(name) for name in found)}? "


def _see(path: str) -> str:
    return f"'{path} --help' shows more"
