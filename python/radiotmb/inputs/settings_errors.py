"""Turns pydantic's errors on a YAML file of settings into one message."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import did_you_mean
from radiotmb.runtime.name_some import name_some

# The rest of a file with more faults than these is better looked at after the first are mended.
_SHOWN = 5
_TYPES = {
    "string_type": "text (put it in quotes if it is meant so)",
    "path_type": "a file's name",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list, such as [a, b]",
    "tuple_type": "a list, such as [a, b]",
    "model_type": "entries of its own, 'name: value'",
}


def as_input_error(
    error: ValidationError, model: type[BaseModel], file: str | Path | None = None
) -> InputError:
    """Turn pydantic's error into one message that names each entry and what it expects.

    Parameters
    ----------
    error : pydantic.ValidationError
    model : type of pydantic.BaseModel
        The model that was to be read; its entries are listed where one is unknown.
    file : path, optional
        Named in the message.

    Examples
    --------
    >>> class Settings(BaseModel, extra="forbid"):
    ...     seed: int = 1
    >>> try:
    ...     Settings(sede=3)
    ... except ValidationError as error:
    ...     print(as_input_error(error, Settings, "study.yaml"))
    study.yaml: 'sede' is no entry. Did you mean 'seed'? The entries are: seed
    """
    faults = error.errors()
    said: list[str] = []
    hint = ""
    for fault in faults:
        text, more = _explained(fault, model)
        if text not in said:
            said.append(text)
            hint = hint or more
    place = None
    if len(said) == 1 and said[0].startswith(entry := f"{_entry(faults[0])}: "):
        place, said = _entry(faults[0]), [said[0].removeprefix(entry)]
    shown = name_some(said, _SHOWN, separator="; ")
    return InputError(shown, file=file, where=place, hint=hint or None)


def _explained(fault: Any, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong with one entry, and what to do."""
    names = [part for part in fault["loc"] if isinstance(part, str)]
    entry = _entry(fault)
    kind, given = fault["type"], fault.get("input")
    if kind == "extra_forbidden":
        return f"'{entry}' is no entry", _entries_like(str(names[-1]), _inner(model, names[:-1]))
    if kind == "missing" and not isinstance(fault["loc"][-1], str):
        place = ".".join(map(str, fault["loc"][:-1]))
        return f"{place}: {len(given or ())} values are too few", "Give one value more"
    if kind == "missing":
        return f"the entry '{entry}' is missing", _example_of(model, names)
    if kind == "value_error":
        return f"{entry}: {fault['msg'].removeprefix('Value error, ')}", ""
    return f"{entry}: {given!r} is not {_expected(fault)}", ""


def _entry(fault: Any) -> str:
    return ".".join(map(str, fault["loc"])) or "the file"


def _expected(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        return f"one of {context['expected'].replace(' or ', ', ')}"
    bounds = {
        "greater_than": "more than {gt}",
        "greater_than_equal": "at least {ge}",
        "less_than": "less than {lt}",
        "less_than_equal": "at most {le}",
    }
    if kind in bounds:
        return f"a number of {bounds[kind].format(**context)}"
    return _TYPES.get(kind, f"what is expected ({fault['msg']})")


def _entries_like(name: str, entries: Iterable[str]) -> str:
    entries = list(entries)
    return f"{did_you_mean(name, entries)}The entries are: {', '.join(entries)}"


def _example_of(model: type[BaseModel], names: list[str]) -> str:
    """How a missing entry may be written, where its model has an example."""
    for name in names[:-1]:
        annotation = model.model_fields[name].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return ""
        model = annotation
    field = model.model_fields.get(names[-1])
    examples = field.examples if field is not None else None
    return f"Add it, such as '{names[-1]}: {examples[0]}'" if examples else ""


def _inner(model: type[BaseModel], names: list[str]) -> list[str]:
    """The entries of the model that is reached through some entries."""
    for name in names:
        field = model.model_fields.get(name)
        annotation = None if field is None else field.annotation
        inner = [
            part
            for part in (annotation, *get_args(annotation))
            if isinstance(part, type) and issubclass(part, BaseModel)
        ]
        if inner:
            model = inner[0]
    return [name for name, field in model.model_fields.items() if not field.exclude]
