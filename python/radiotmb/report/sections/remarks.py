"""What is said of models one by one, said once where several share it."""

from __future__ import annotations

from collections.abc import Iterable

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Note
from radiotmb.report.sections.main_results import name_of_model

# A page has so many remarks of one kind at most.
REMARKS_HELD = 40


def remarks(said: Iterable[tuple[dict, str]], entry: str) -> list[Block]:
    """A note for each remark with the models that it is made of, in the order they are made.

    Parameters
    ----------
    said : iterable of (dict, str)
        A model, with its lesion and phase, and what is said of it.
    entry : str
        The entry of ``results.json`` that has all remarks, whatever the page leaves out.
    """
    names: dict[str, list[str]] = {}
    for model, text in said:
        names.setdefault(text, []).append(name_of_model(model))
    notes: list[Block] = [
        Note(wording.sentence(f"{wording.listed_some(of)}: {text}"))
        for text, of in list(names.items())[:REMARKS_HELD]
    ]
    if len(names) > REMARKS_HELD:
        left = wording.plural(len(names) - REMARKS_HELD, "remark")
        notes.append(Note(f"{left} more: see {entry} in results.json."))
    return notes
