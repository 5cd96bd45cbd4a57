"""How burdens show themselves in a notebook."""

import re

from radiotmb.inputs.unused_columns import note_on_unused
from radiotmb.tmb import CallableBases, burden_of_files, read_assay

VCF = """\
##fileformat=VCFv4.2
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
17	7577120	.	C	T	.	PASS	DP=400;AF=0.3;CSQ=T|missense_variant|TP53
"""


def test_burdens_show_their_numbers_and_notes_and_draw_themselves(tmp_path):
    file = tmp_path / "a&b.vcf"
    file.write_text(VCF)
    found = burden_of_files([file], read_assay("study"))
    assert note_on_unused(found.burden, "burden", subject="its own columns") is None
    html = found._repr_html_()
    assert "a&amp;b" in html
    shown = re.sub("<[^>]+>", " ", html)
    assert "Samples: 1" in shown
    assert "0.833" in shown
    assert "no germline resource" in shown
    (axes,) = found.plot().axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a&b, primary"]
    assert axes.get_xlabel() == "TMB (mutations/Mb, square-root scale)"


def test_callable_bases_show_what_is_too_few():
    shown = CallableBases(500_000, 1_200_000, 300)._repr_html_()
    assert "0.500 Mb of 1.200 Mb" in shown
    assert "not reliable" in shown
