"""The reference of every verb of the command line, from what its help says."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import typer

from radiotmb.cli.verbs import make_app


def write_command_reference(folder: Path) -> None:
    """Write a page for each verb and ``index.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    app = typer.main.get_command(make_app())
    groups: dict[str, list[str]] = {}
    for name, verb in app.commands.items():  # type: ignore[attr-defined]
        verb.name_values()
        summary = (verb.help or "").strip().split("\n\n")[0].replace("\n", " ")
        groups.setdefault(verb.rich_help_panel, []).append(f"| [`{name}`]({name}.md) | {summary} |")
        (folder / f"{name}.md").write_text(verb_page(name, verb), encoding="utf-8")
    parts = ["# The verbs of the command line", "What `radiotmb VERB --help` says."]
    for group, rows in groups.items():
        parts.append("\n".join([f"## {group}", "", "| | |", "|---|---|", *rows]))
    (folder / "index.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def verb_page(name: str, verb: Any) -> str:
    """One verb: what it does with examples, its arguments and its options.

    Parameters
    ----------
    name : str
    verb : click.Command
    """
    context = typer.Context(verb, info_name=f"radiotmb {name}")
    usage = " ".join(part for part in verb.collect_usage_pieces(context) if part)
    parts = [
        f"# radiotmb {name}",
        f"```text\nradiotmb {name} {usage}\n```",
        (verb.help or "").strip(),
    ]
    arguments = [p for p in verb.params if p.param_type_name == "argument"]
    options = [p for p in verb.params if p.param_type_name == "option" and not p.hidden]
    if arguments:
        rows = [f"| `{p.metavar}` | {cell(p.help)} |" for p in arguments]
        parts.append("\n".join(["## Arguments", "", "| argument | meaning |", "|---|---|", *rows]))
    rows = [
        f"| `{', '.join([*p.opts, *p.secondary_opts])}` | {cell(p.metavar, code=True)} "
        f"| {cell(p.help)}{default_of(p)} |"
        for p in options
    ]
    head = ["## Options", "", "| option | takes | meaning |", "|---|---|---|"]
    return "\n\n".join([*parts, "\n".join([*head, *rows])]) + "\n"


def default_of(option: Any) -> str:
    """`` Default: 5.`` where a value is taken that is not given."""
    value = option.default
    if callable(value) or value in (None, False, (), []) or option.is_flag:
        return ""
    value = getattr(value, "value", value)
    shown = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
    return f" Default: `{shown}`."


def cell(text: str | None, *, code: bool = False) -> str:
    """Text for a cell of a table."""
    plain = " ".join((text or "").split())
    if code and plain:
        return f"<code>{escape(plain).replace('|', '&#124;')}</code>"
    return plain.replace("|", "\\|")
