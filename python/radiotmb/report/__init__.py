"""Statistics into a report: figures, tables and words from a study's output folder.

Nothing is computed here that a reader could mistake for a result: every number is read from the
study's tables and ``results.json``.
"""

from radiotmb.report.render import render_report

__all__ = ["render_report"]
