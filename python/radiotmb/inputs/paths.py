"""Keeps paths from tables inside the table's folder, and home folders out of results."""

from __future__ import annotations

import os
from pathlib import Path

from radiotmb.errors import InputError


def resolve_inside(
    folder: str | Path,
    path: str | Path,
    allow_outside: bool = False,
    *,
    file: str | Path | None = None,
    where: str | None = None,
) -> Path:
    """The file a table's entry names, from the table's own folder.

    A table that came with somebody else's data should not make the program read whatever lies
    elsewhere on the disk.

    Parameters
    ----------
    folder : path
        The folder of the table.
    path : path
        The entry, relative to it or absolute.
    allow_outside : bool
        Whether it may leave the folder (``--allow-outside``).
    file : path, optional
        The table, named in the error.
    where : str, optional
        The table's line and column, named in the error.

    Raises
    ------
    InputError
        Where the entry leaves the folder and may not, is empty, or is no path at all.

    Examples
    --------
    >>> resolve_inside("/data/study", "images/P1.nii.gz").as_posix()
    '/data/study/images/P1.nii.gz'
    >>> resolve_inside("/data/study", "../other/P1.nii.gz")
    Traceback (most recent call last):
    ...
    radiotmb.errors.InputError: '../other/P1.nii.gz' lies outside the table's folder; expected a \
path inside /data/study. Give --allow-outside (a study file: allow_outside: true) if that is meant
    """
    text = os.fspath(path)
    if not text.strip() or "\0" in text:
        raise InputError(f"{text!r} is no path", file=file, where=where)
    # Lexically, without following links: one inside the folder was put there by its owner.
    inside = Path(os.path.abspath(folder))
    found = Path(os.path.normpath(inside / text))
    outside = not found.is_relative_to(inside)
    if ".." in Path(text).parts:
        # But the system takes link/.. for the folder above the link's target.
        outside |= not Path(os.path.realpath(inside / text)).is_relative_to(inside.resolve())
    if outside and not allow_outside:
        raise InputError(
            f"'{text}' lies outside the table's folder",
            file=file,
            where=where,
            expected=f"a path inside {folder}",
            hint="Give --allow-outside (a study file: allow_outside: true) if that is meant",
        )
    return found


def without_home(text: str, folder: str | Path | None = None) -> str:
    """A text for a result that others will read: paths start in ``folder``, or with ``~``.

    Examples
    --------
    >>> without_home("/data/study/images/P1.nii: no such file", "/data/study")
    'images/P1.nii: no such file'
    >>> without_home(f"{Path.home()}/P1.nii").replace(os.sep, "/")
    '~/P1.nii'
    """
    if folder is not None:
        text = text.replace(f"{os.fspath(folder)}{os.sep}", "")
    home = str(Path.home())
    return text if home == os.sep else text.replace(f"{home}{os.sep}", f"~{os.sep}")
