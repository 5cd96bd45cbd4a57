"""Verbs whose help names what an option takes: FILE, NUMBER, TEXT; a switch takes nothing."""

from __future__ import annotations

import enum
import shutil
import types
import typing
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from radiotmb.cli.narrow_help import WIDE_ENOUGH, narrow_help
from radiotmb.cli.usage_errors import no_such_verb

_TERMS = {Path: "FILE", int: "NUMBER", float: "NUMBER", str: "TEXT", bool: ""}


class _NamedForPeople:
    """Names the values of a command's options and arguments for people."""

    params: list[Any]
    options_metavar: str | None
    callback: Any

    def name_values(self) -> None:
        hints = typing.get_type_hints(self.callback) if self.callback else {}
        for parameter in self.params:
            if parameter.metavar is None:
                parameter.metavar = term(hints[parameter.name]) if parameter.name in hints else ""
            if parameter.param_type_name == "argument":
                # Its name says what it is.
                parameter.display_type_rich = _no_type

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.metavar, option.help = "", "Show this help."
        return option


class Verb(_NamedForPeople, TyperCommand):
    """A command whose help speaks of files and numbers where Typer's speaks of Python's types."""

    def make_context(self, *args: Any, **given: Any) -> Any:
        """The verb is asked for: its help or an error may name its values."""
        self.name_values()
        return super().make_context(*args, **given)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Panels where the terminal has room for them."""
        width = shutil.get_terminal_size().columns
        if width >= WIDE_ENOUGH:
            super().format_help(ctx, formatter)
        else:
            formatter.write(narrow_help(self, ctx, width))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """``[OPTIONS] STUDY`` or ``[OPTIONS] [FILE...]``, after the verb's name."""
        arguments = [one for one in self.params if one.param_type_name == "argument"]
        names = [one.metavar if one.required else f"[{one.metavar}]" for one in arguments]
        return [self.options_metavar or "", *names]


class Verbs(_NamedForPeople, TyperGroup):
    """The group of all verbs; one that does not exist is told with its nearest."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Typer adds its options for completion after the group is made."""
        self.name_values()
        super().format_help(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that the first of ``args`` names."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise no_such_verb(args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


def term(annotation: Any) -> str:
    """What a value of this type is called in a help text.

    Examples
    --------
    >>> term(Path | None), term(tuple[float, float]), term(list[float])
    ('FILE', 'NUMBER NUMBER', 'NUMBER')
    """
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union, list):
        return term(parts[0])
    if origin is tuple:
        return " ".join(term(part) for part in parts)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return "|".join(str(choice.value) for choice in annotation)
    return _TERMS[annotation]


def _no_type(ctx: Any) -> str:
    return ""
