"""Where the files that both languages read are kept: presets and published numbers.

In a source tree they stand in ``inst/extdata``; in a wheel the whole R package travels inside the
Python package, so the same files are found there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_yaml

_PACKAGE = Path(__file__).resolve().parents[1]


def r_package_source() -> Path:
    """Folder of the R package's sources (the one that holds DESCRIPTION).

    Examples
    --------
    >>> (r_package_source() / "DESCRIPTION").is_file()
    True
    """
    carried = _PACKAGE / "rpackage"
    return carried if carried.is_dir() else _PACKAGE.parents[1]


def extdata(*parts: str) -> Path:
    """Path of a file in ``inst/extdata``.

    Examples
    --------
    >>> extdata("assays", "study.yaml").suffix
    '.yaml'
    """
    return r_package_source().joinpath("inst", "extdata", *parts)


@cache
def text_columns() -> tuple[str, ...]:
    """Columns of our tables that are names even where they look like numbers ("007", chromosome 1).

    R reads the same file, ``text-columns.csv``.

    Examples
    --------
    >>> "patient_id" in text_columns()
    True
    """
    return tuple(extdata("text-columns.csv").read_text(encoding="utf-8").split()[1:])


def preset_names(kind: str) -> list[str]:
    """Names of the presets of one kind (``assays`` or ``extraction``).

    Examples
    --------
    >>> "study" in preset_names("extraction")
    True
    """
    return sorted(path.stem for path in extdata(kind).glob("*.yaml"))


def preset_path(kind: str, preset: str | Path) -> Path:
    """The YAML file of a preset: a name from ``inst/extdata`` or the user's own file.

    Raises
    ------
    InputError
        Where it is neither.
    """
    if str(preset) in preset_names(kind):
        return extdata(kind, f"{preset}.yaml")
    path = Path(preset)
    if path.is_file():
        return path
    raise InputError(
        f"no preset '{preset}'",
        expected=f"one of {', '.join(preset_names(kind))}, or a YAML file",
    )


class _RepeatedKey(yaml.YAMLError):
    """One key twice in a mapping."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__(f"'{key}' is there more than once")
        self.line = line


class _SettingsLoader(yaml.SafeLoader):
    """Plain values only; no aliases, which can unfold to any size."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read; write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        # YAML's own readers keep the last of two equal keys and say nothing of the first.
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for key in keys:
            if keys.count(key) > 1:
                line = max(k.start_mark.line for k, _ in node.value if k.value == key) + 1
                raise _RepeatedKey(key, line)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict:
    """A YAML mapping, safe-loaded.

    Raises
    ------
    InputError
        Where the file is missing, is no YAML or is no mapping.
    """
    try:
        check_yaml(path)
        text = Path(path).read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_SettingsLoader)  # nosec B506 # a SafeLoader made stricter
    except FileNotFoundError as error:
        raise InputError("no such file", file=path, expected="a YAML file") from error
    except UnicodeDecodeError as error:
        raise InputError(
            "not readable as YAML (it is not UTF-8 text)",
            file=path,
            where=f"byte {error.start}",
            expected="UTF-8 text",
            hint="Save it as UTF-8",
        ) from error
    except _RepeatedKey as error:
        raise InputError(
            str(error),
            file=path,
            where=f"line {error.line}",
            expected="each entry once",
            hint="Remove one of the two",
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError(
            f"not readable as YAML ({_reason(error)})",
            file=path,
            where=None if mark is None else f"line {mark.line + 1}",
            expected="'name: value' lines",
            hint="Indent with blanks, not tabs, and close every bracket and quote",
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
        raise InputError(
            f"not readable as YAML ({' '.join(str(error).split())})", file=path
        ) from error
    if not isinstance(content, dict):
        raise InputError("not a YAML mapping", file=path, expected="'name: value' lines")
    return content


def _reason(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(part for part in (error.context, error.problem) if part)
    return " ".join(said.split()).replace("'\\t'", "a tab")
