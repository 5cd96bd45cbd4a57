"""The help of a verb for a narrow terminal: what an option does stands under it, not beside it.

Beside names such as ``--any-frame-of-reference`` a narrow terminal leaves no room for sentences,
and a table would cut the names.
"""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

# From here on the names of all options, what they take and a sentence stand side by side.
WIDE_ENOUGH = 100


def narrow_help(command: Any, context: Any, width: int) -> str:
    """The help text, no line longer than ``width`` unless a single word is.

    Parameters
    ----------
    command : typer.core.TyperCommand
    context : typer.Context
    width : int
        Of the terminal, in characters.
    """
    usage = f"Usage: {context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    parts = [_wrapped(usage, width, "  "), *_paragraphs(command.help or "", width)]
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        shown = [one for one in command.get_params(context) if one.param_type_name == kind]
        records = [one.get_help_record(context) for one in shown]
        lines = [_entry(record[0], record[1], width) for record in records if record is not None]
        if lines:
            parts.append("\n".join([f"{title}:", *lines]))
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str, width: int) -> list[str]:
    """The paragraphs of a docstring in Markdown; examples with a bullet."""
    found = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        words = " ".join(paragraph.replace("`", "").split())
        if words.startswith("- "):
            found.append(_wrapped(f"  • {words[2:]}", width, "    "))
        elif words:
            found.append(_wrapped(words, width, ""))
    return found


def _entry(names: str, words: str, width: int) -> str:
    described = _wrapped(f"      {' '.join(words.split())}", width, "      ")
    return f"{_wrapped(f'  {names}', width, '      ')}\n{described}"


def _wrapped(text: str, width: int, indent: str) -> str:
    first = text[: len(text) - len(text.lstrip())]
    return textwrap.fill(
        text.strip(), width, initial_indent=first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
