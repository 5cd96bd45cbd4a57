"""A dead link of the site is found, whatever is dead about it."""

import pytest
from dead_links import dead_links


def site(tmp_path, body):
    folder = tmp_path / "site"
    (folder / "deep").mkdir(parents=True)
    (folder / "picture.png").write_bytes(b"")
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>")
    (folder / "deep" / "page.html").write_text(
        '<html><body><h2 id="here">Here</h2><a href="../index.html">up</a></body></html>'
    )
    return dead_links(folder)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="deep/page.html">page</a>',
        '<a href="deep/page.html#here">anchor</a>',
        '<a href="https://example.org/anything">elsewhere</a>',
        '<a href="mailto:someone@example.org">mail</a>',
        '<img src="picture.png"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<a id="own"></a><a href="#own">here</a>',
    ],
)
def test_what_is_there_is_no_dead_link(tmp_path, body):
    assert site(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="gone.html">x</a>', "index.html: gone.html: no such file"),
        ('<a href="deep/page.html#there">x</a>', "no such anchor"),
        ('<a href="#nowhere">x</a>', "no such anchor"),
        ('<img src="gone.png">', "no such file"),
        ('<a href="../../../etc/passwd">x</a>', "leads out of the site"),
        ('<script src="https://cdn.example.org/x.js"></script>', "fetched from elsewhere"),
        ('<link rel="stylesheet" href="//fonts.example.org/a.css">', "fetched from elsewhere"),
    ],
)
def test_each_kind_of_dead_link_is_named_with_its_page(tmp_path, body, said):
    (found,) = site(tmp_path, body)
    assert said in found
