"""A page's blocks run in its order, and what they print, show and draw stands under them."""

import pytest
from run_pages import BlockError, run_page


def page(tmp_path, text):
    (tmp_path / "work").mkdir(exist_ok=True)
    return run_page(text, tmp_path / "work", tmp_path / "page", tmp_path)


def test_languages_share_the_folder_and_keep_their_names(tmp_path):
    done = page(
        tmp_path,
        "```sh\necho 3 > number.txt\n```\n\n"
        "```python\nnumber = int(open('number.txt').read())\nprint(number + 1)\n```\n\n"
        "```python\nnumber * 2\n```\n",
    )
    outcomes = [part.split("</code>")[0] for part in done.split('class="outcome"><code>')[1:]]
    assert outcomes == ["4", "6"]


@pytest.mark.r
def test_r_prints_what_is_visible_and_draws(tmp_path):
    done = page(
        tmp_path, "```r\nx <- 1:3\nsum(x)\ninvisible(x)\n```\n\n```r\nplot(x)\nx[2] + 0.5\n```\n"
    )
    assert "[1] 6" in done
    assert done.count("[1]") == 2
    assert "[1] 2.5" in done
    assert "(page-02-01.svg)" in done
    assert "page-01" not in done
    assert "<svg" in (tmp_path / "page-02-01.svg").read_text()


def test_a_figure_and_a_table_are_shown(tmp_path):
    done = page(
        tmp_path,
        "```python\nimport pandas as pd\npd.DataFrame({'a': [1.5]})\n```\n\n"
        "```python\nfrom matplotlib.figure import Figure\nfigure = Figure()\n"
        "figure.subplots().plot([1, 2])\nfigure\n```\n",
    )
    assert "<td>1.5</td>" in done
    assert "(page-02.svg)" in done
    assert (tmp_path / "page-02.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```sh\necho lost\nfalse\n```\n", "lost"),
        ("```sh\nfalse | cat\n```\n", "false | cat"),
        ("```python\n1 / 0\n```\n", "ZeroDivisionError"),
        pytest.param("```r\nstop('no such thing')\n```\n", "no such thing", marks=pytest.mark.r),
        pytest.param("```r\nq(status = 3)\n```\n", "q(status = 3)", marks=pytest.mark.r),
    ],
)
def test_an_error_ends_the_page(tmp_path, block, said):
    with pytest.raises(BlockError, match=said.replace("(", r"\(").replace(")", r"\)")[:15]):
        page(tmp_path, block)


def test_other_kinds_of_blocks_are_shown_and_not_run(tmp_path):
    text = "```text\nrm -rf something\n```\n\n```yaml\na: 1\n```\n"
    assert page(tmp_path, text) == text


def test_long_output_is_cut_with_the_number_of_lines_left_out(tmp_path):
    done = page(tmp_path, "```sh\nseq 100\n```\n")
    assert "\n30\n... 70 more lines</code>" in done


def test_the_folder_of_this_machine_is_not_shown(tmp_path):
    assert str(tmp_path) not in page(tmp_path, "```sh\npwd\n```\n")
