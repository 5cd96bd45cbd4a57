"""Turns a Python signature into a call of the R function of the same name and arguments."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from radiotmb.errors import InputError
from radiotmb.stats.arrow import as_pandas
from radiotmb.stats.r import call

F = TypeVar("F", bound=Callable[..., Any])

ENGINES = ("r", "python")
_PYTHON_ENGINE = "radiotmb.stats.python_engine"


def answered_by_r(
    convert: Callable[[Any], Any] | None = None,
    *,
    in_python: bool = False,
    renamed: Mapping[str, str] | None = None,
) -> Callable[[F], F]:
    """Turn a signature with a docstring into a call of the R function of that name.

    Only the arguments that were given are passed on, so that R's own defaults rule.

    Parameters
    ----------
    convert : callable, optional
        What makes the value of R's answer: ``from_r`` of a result's dataclass. Without it the value
        is what R gives, a frame or an array.
    in_python : bool
        Whether :mod:`radiotmb.stats.python_engine` has the function too, for ``engine="python"``.
    renamed : mapping of str to str, optional
        Python's names of arguments whose R name means something else in Python.
    """
    r_names = dict(renamed or {})

    def decorate(function: F) -> F:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def answered(*args: Any, **kwargs: Any) -> Any:
            given = dict(signature.bind(*args, **kwargs).arguments)
            for name, parameter in signature.parameters.items():
                if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                    given.update(given.pop(name, {}))
            if in_python and check_engine(given.pop("engine", "r")) == "python":
                given = {name: as_pandas(value) for name, value in given.items()}
                return getattr(importlib.import_module(_PYTHON_ENGINE), function.__name__)(**given)
            if not in_python and given.get("engine") in ENGINES:
                _refuse_python(function.__name__, given.pop("engine"))
            named = {r_names.get(name, name): value for name, value in given.items()}
            value = call(function.__name__, **named)
            return value if convert is None else convert(value)

        answered.r_names = r_names  # type: ignore[attr-defined]
        return answered  # type: ignore[return-value]

    return decorate


def _refuse_python(name: str, engine: str) -> None:
    if engine == "python":
        raise InputError(
            f"{name}() has no engine 'python': only R computes it", expected="engine='r'"
        )


def check_engine(engine: str) -> str:
    """The engine itself, where it is one; otherwise an :class:`~radiotmb.errors.InputError`."""
    if engine not in ENGINES:
        raise InputError(f"there is no engine '{engine}'", expected="engine='r' or 'python'")
    return engine
