"""Writes the report: one HTML file without external resources."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from radiotmb.inputs.formula_cells import safe_csv
from radiotmb.report import wording
from radiotmb.report.blocks import Figure, Heading, Pictures, Section, Table
from radiotmb.report.html_table import ROWS_PRINTED, ROWS_SHOWN, ROWS_TOGETHER, html_table
from radiotmb.report.lesion_words import lesion_word, roles_there
from radiotmb.report.patient_pages import write_patient_pages
from radiotmb.report.sections.burden import burden
from radiotmb.report.sections.checklists import checklists
from radiotmb.report.sections.cohort import cohort
from radiotmb.report.sections.comparisons import comparisons
from radiotmb.report.sections.discordance import discordance
from radiotmb.report.sections.failures import failures
from radiotmb.report.sections.kept_models import kept_models
from radiotmb.report.sections.methods import methods
from radiotmb.report.sections.models import models
from radiotmb.report.sections.notes import notes
from radiotmb.report.sections.patients import patients
from radiotmb.report.sections.provenance import provenance
from radiotmb.report.sections.published import published
from radiotmb.report.sections.quality import quality
from radiotmb.report.sections.summary import summary
from radiotmb.report.sections.survival import survival
from radiotmb.report.study_output import StudyOutput, read_output
from radiotmb.report.svg import HEAVY_BYTES, inline_svg, save_figure
from radiotmb.runtime.files import refuse_link, write_text
from radiotmb.runtime.progress import progress_bar

SECTIONS: tuple[Callable[[StudyOutput], Section], ...] = (
    summary, notes, cohort, burden, quality, models, comparisons, kept_models, discordance,
    survival, patients, published, failures, methods, checklists, provenance,
)  # fmt: skip

# What the short print keeps of figures and tables, by name.
MAIN = frozenset({
    "notes", "table_one_concordance", "groups_concordance", "lesion_pairs", "oncoplot",
    "all_aucs", "auc_forest", "roc", "cutoffs", "discordance", "discordance_measures",
    "survival_concordance", "follow_up", "survival_tests_concordance",
    "hazard_ratios_concordance", "published",
})  # fmt: skip

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class HtmlFigure:
    """A figure as its template prints it."""

    picture: Markup
    csv: str


def report_sections(output: StudyOutput) -> list[Section]:
    """Every section of the report, in the order of the page."""
    with progress_bar() as bar:
        return [section(output) for section in bar.track(SECTIONS, description="report: sections")]


def minor_blocks(section: Section) -> set[int]:
    """Which blocks of a section the short print leaves out, by their place.

    They are the figures and tables that are not main ones, and all under a heading that has such
    figures and tables only.
    """
    parts: list[list[int]] = [[]]
    for place, block in enumerate(section.blocks):
        if isinstance(block, Heading):
            parts.append([])
        parts[-1].append(place)
    minor: set[int] = set()
    for part in parts:
        shown = {
            place: block.name
            for place in part
            if isinstance(block := section.blocks[place], (Figure, Pictures, Table))
        }
        left_out = [place for place, name in shown.items() if name not in MAIN]
        headed = bool(part) and isinstance(section.blocks[part[0]], Heading)
        minor.update(part if headed and shown and len(left_out) == len(shown) else left_out)
    return minor


def render_report(out: str | Path) -> Path:
    """Write report.html, its figures (SVG, PNG and their data as CSV) and a page a patient.

    Parameters
    ----------
    out : path
        A study's output folder: ``results.json``, ``provenance.json``, ``tables/*.csv``,
        ``failures.csv`` and, where scans were looked at, ``figures/quality/*.png``. Any table may
        be missing; its section then says so.

    Returns
    -------
    Path
        ``report.html`` in that folder.

    Raises
    ------
    InputError
        Where ``results.json`` is missing or a file in the folder cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:  # in place of a study's output folder
    ...     _ = Path(out, "results.json").write_text('{"study": "an example"}')
    ...     render_report(out).name
    'report.html'
    """
    output = read_output(out)
    figures = output.folder / "figures"
    refuse_link(figures)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script, style = (
        Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # nosec B704 # our own files
        for name in ("script.js", "style.css")
    )
    sections = report_sections(output)
    drawings = [b for section in sections for b in section.blocks if isinstance(b, Figure)]
    with progress_bar() as bar:
        row = bar.add_task("report: figures", total=len(drawings))

        def html_figure(block: Figure) -> HtmlFigure:
            drawn = _html_figure(block, figures)
            bar.advance(row)
            return drawn

        page = environment.get_template("report.html").render(
            output=output,
            results=output.results,
            about=_about(output),
            sections=sections,
            style=style,
            script=script,
            policy=_policy(script),
            html_figure=html_figure,
            html_table=html_table,
            png_address=png_address,
            rows_shown=ROWS_SHOWN,
            rows_printed=ROWS_PRINTED,
            rows_together=ROWS_TOGETHER,
            minor=minor_blocks,
        )
    write_patient_pages(output, environment, style=style, html_table=html_table)
    return write_text(output.folder / "report.html", page)


def _about(output: StudyOutput) -> str:
    """What the report is about, by the lesions that were sequenced."""
    lesions = [lesion_word(output, role) for role in roles_there(output)]
    of = f" of {wording.listed(lesions)}" if lesions else ""
    return f"Tumor mutational burden{of}, and what CT images tell of it"


def _policy(script: str) -> str:
    """A content security policy that lets this one script run and nothing be fetched."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _html_figure(block: Figure, folder: Path) -> HtmlFigure:
    """Save the figure and its data, and return its picture for the page."""
    text = save_figure(block.draw(), folder, block.name)
    csv = safe_csv(block.data)
    write_text(folder / f"{block.name}.csv", csv)
    if len(text) <= HEAVY_BYTES:
        return HtmlFigure(inline_svg(text, block.name, block.alt), csv)
    picture = Markup('<img src="{}" alt="{}" data-figure="{}">').format(
        png_address(folder / f"{block.name}.png"), block.alt, block.name
    )
    return HtmlFigure(picture, csv)


def png_address(path: str | Path) -> str:
    """A PNG file as a ``data:`` address."""
    return "data:image/png;base64," + base64.b64encode(Path(path).read_bytes()).decode()
