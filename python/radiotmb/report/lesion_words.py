"""What a study's lesions are called: by role, and by site where all of a role have one."""

from __future__ import annotations

from radiotmb.report.study_output import StudyOutput

_PLURALS = {"primary": "primaries", "metastasis": "metastases"}
ROLES = tuple(_PLURALS)


def lesion_word(output: StudyOutput, role: str, *, several: bool = False) -> str:
    """A role in the study's words.

    Parameters
    ----------
    output : StudyOutput
        Its table of burdens may have the lesions' sites.
    role : str
        ``primary`` or ``metastasis``; another name is given back.
    several : bool
        Whether the word is for more than one lesion.

    Returns
    -------
    str
        ``brain metastasis`` where every metastasis has the site brain, ``metastasis`` elsewhere.
    """
    site = site_of(output, role)
    word = _PLURALS.get(role, role) if several else role
    return f"{site} {word}" if site else word


def site_of(output: StudyOutput, role: str) -> str:
    """The one site of all lesions of a role, or nothing."""
    burden = output.table("burden")
    if burden is None or "site" not in burden:
        return ""
    roles = burden["role"] if "role" in burden else burden["lesion"]
    sites = burden.loc[roles == role, "site"]
    return str(sites.iloc[0]) if len(sites) and sites.notna().all() and sites.nunique() == 1 else ""


def roles_there(output: StudyOutput) -> list[str]:
    """The roles of which the study has a burden, the primary first."""
    return [role for role in _PLURALS if output.result("burden", role)]


def heading(word: str) -> str:
    """A word at the beginning of a heading.

    Examples
    --------
    >>> heading("brain metastasis")
    'Brain metastasis'
    """
    return word[:1].upper() + word[1:]
