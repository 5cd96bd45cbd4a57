"""A study file to start from: every entry with its meaning as a comment."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from radiotmb.study.study_file import Study

_WIDTH = 88


def study_file_template(values: Mapping[str, Any]) -> str:
    """The text of a study file with every entry, its meaning above it.

    Parameters
    ----------
    values : mapping of str to object
        Values of entries, nested as in the file; the others stand as comments with their
        defaults.

    Examples
    --------
    >>> text = study_file_template({"samples": "samples.csv", "phases": {"primary": ["portal"]}})
    >>> yaml.safe_load(text)
    {'samples': 'samples.csv', 'phases': {'primary': ['portal']}}
    """
    return "\n".join(_lines(Study, values, "")) + "\n"


def _lines(model: type[BaseModel], values: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        given = values.get(name)
        comment = textwrap.wrap(field.description or "", _WIDTH - len(indent) - 2)
        lines += [f"{indent}# {line}" for line in comment]
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            inner = _lines(annotation, given or {}, indent + "  ")
            # An entry whose inner entries are all comments would be empty, which is no mapping.
            lines += [f"{indent}{name}:" if given else f"{indent}# {name}:", *inner]
        elif name in values:
            lines.append(f"{indent}{name}: {_flow(given)}")
        else:
            lines.append(f"{indent}# {name}: {_flow(_shown(field))}")
    return lines


def _shown(field: FieldInfo) -> Any:
    if field.default is not None and not field.is_required():
        return field.default
    return field.examples[0] if field.examples else None


def _flow(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    if not isinstance(value, (str, bool, int, float, list, dict, type(None))):
        value = str(value)
    text = yaml.safe_dump(value, default_flow_style=True, width=1000, allow_unicode=True)
    return text.removesuffix("\n").removesuffix("\n...")
