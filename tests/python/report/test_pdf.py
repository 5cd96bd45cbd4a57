"""The PDF is what Chromium prints; the short one leaves out what supports the main findings."""

from __future__ import annotations

import re

import pytest

from radiotmb.errors import MissingSoftwareError, RadiotmbError
from radiotmb.report import pdf, print_pdf, render_report


def pages(path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))


@pytest.mark.browser
def test_the_short_print_has_fewer_pages_and_the_page_stays_as_it_is(output):
    if pdf.find_browser() is None:
        pytest.skip("no Chromium (apt-get install chromium)")
    page = render_report(output)
    before = page.read_bytes()
    try:
        whole, short = print_pdf(page), print_pdf(page, short=True)
    except MissingSoftwareError as missing:
        pytest.skip(str(missing))
    assert (whole.name, short.name) == ("report.pdf", "report-short.pdf")
    assert whole.read_bytes().startswith(b"%PDF-")
    assert 4 <= pages(short) <= 12 < pages(whole)
    assert page.read_bytes() == before


def test_without_a_browser_the_message_says_what_to_install(output, monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(MissingSoftwareError, match="Chromium"):
        print_pdf(render_report(output))
    assert not list(output.glob("*.pdf"))


def test_a_browser_that_fails_is_named_and_leaves_nothing(output, monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("false",))
    with pytest.raises(RadiotmbError, match="did not print"):
        print_pdf(render_report(output))
    assert not list(output.glob("*.pdf"))


def test_a_browser_without_a_sandbox_is_told_what_to_install(output, monkeypatch, tmp_path):
    """Debian's chromium recommends its sandbox and does not require it."""
    browser = tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\necho 'FATAL: No usable sandbox! Update your kernel' >&2\nexit 1\n"
    )
    browser.chmod(0o755)
    monkeypatch.setattr(pdf, "BROWSERS", (str(browser),))
    with pytest.raises(MissingSoftwareError, match="no sandbox") as refused:
        print_pdf(render_report(output))
    assert "apt-get install chromium-sandbox" in refused.value.hint
    assert not list(output.glob("*.pdf"))
