"""The published numbers: compared with the study's own, checked by arithmetic and by chance."""

from __future__ import annotations

from typing import Any

from radiotmb import stats
from radiotmb.study.section import Section


def published_section(results: dict[str, Any]) -> Section:
    """The tables that set the published study beside this one; results.json has no entry of it.

    Parameters
    ----------
    results : dict
        The content of results.json.
    """
    evidence = stats.evidence_published()
    return Section(
        tables={
            "published": stats.compare_published(results),
            "audit": stats.audit_published().checks,
            "evidence_aucs": evidence.aucs,
            "evidence_discordance": evidence.tables,
            "evidence_shares": evidence.shares,
            "evidence_null": evidence.null,
        }
    )
