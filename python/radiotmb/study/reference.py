"""The reference of the study file, written from the model that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pandera.pandas as pa
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from radiotmb.inputs.schemas import COLUMN_MEANINGS, SCHEMAS
from radiotmb.study.study_file import Study

_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_WORDS = {"str": "text", "Path": "file or folder", "int": "whole number", "float": "number"}
_COLUMN_TYPES = {"str": "text", "string": "text", "float64": "number", "Int64": "whole number"}


def entries(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every entry of a model of settings with its dotted name, the entries inside others last.

    Examples
    --------
    >>> dict(entries(Study))["model.outer"].default
    5
    """
    inside: list[tuple[str, type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            inside.append((f"{prefix}{name}.", annotation))
        else:
            yield f"{prefix}{name}", field
    for name, inner in inside:
        yield from entries(inner, name)


def study_file_table() -> str:
    """Markdown table of the study file's entries: type, default, meaning, example.

    Examples
    --------
    >>> print(study_file_table().splitlines()[2][:45])
    | `name` | text | `study` | What the report c
    """
    rows = [
        f"| `{name}` | {type_words(field)} | {_default(field)} | {field.description} "
        f"| `{_as_yaml(field.examples[0]) if field.examples else ''}` |"
        for name, field in entries(Study)
    ]
    return "\n".join(["| entry | type | default | meaning | example |", "|" + "---|" * 5, *rows])


def columns_table(table: str) -> str:
    """Markdown table of the columns of one input table: type, whether required, meaning.

    Parameters
    ----------
    table : str
        A name from :data:`radiotmb.inputs.schemas.SCHEMAS`.
    """
    rows = [
        f"| `{name}` | {_column_words(column)} | {'yes' if column.required else 'no'} "
        f"| {COLUMN_MEANINGS[table][name]} |"
        for name, column in SCHEMAS[table].columns.items()
    ]
    return "\n".join(["| column | type | required | meaning |", "|" + "---|" * 4, *rows])


def type_words(field: FieldInfo) -> str:
    """The type of an entry in words.

    Examples
    --------
    >>> type_words(Study.model_fields["engine"]), type_words(Study.model_fields["samples"])
    ('`r` or `python`', 'file or folder')
    """
    bounds = [
        f"{words} {getattr(rule, name)}"
        for rule in field.metadata
        for name, words in _BOUNDS.items()
        if getattr(rule, name, None) is not None
    ]
    return ", ".join([_words(field.annotation), *bounds])


def _words(annotation: Any) -> str:
    arguments = [part for part in get_args(annotation) if part is not type(None)]
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin is list:
        return f"list of {_words(arguments[0])}"
    if origin is tuple:
        return f"list of {len(arguments)}: {', '.join(map(_words, arguments))}"
    if origin is dict:
        return f"{_words(arguments[1])} by {_words(arguments[0])}"
    if arguments:
        return " or ".join(map(_words, arguments))
    if annotation is bool:
        return "`true` or `false`"
    name = getattr(annotation, "__name__", str(annotation))
    return _WORDS.get(name, name)


def _default(field: FieldInfo) -> str:
    return "required" if field.is_required() else f"`{_as_yaml(field.default)}`"


def _as_yaml(value: Any) -> str:
    plain = list(value) if isinstance(value, tuple) else value
    if isinstance(plain, (str, bool, int, float, list)) or plain is None:
        text = yaml.safe_dump(plain, default_flow_style=True, width=1000)
        return text.removesuffix("\n").removesuffix("\n...")
    return str(plain)


def _column_words(column: pa.Column) -> str:
    words = _COLUMN_TYPES.get(str(column.dtype), str(column.dtype))
    for check in column.checks:
        allowed = (check.statistics or {}).get("allowed_values")
        if allowed:
            words = " or ".join(f"`{value}`" for value in allowed)
    return words
