"""The overlap of the lesions' most mutated genes, and each gene and mutation in both lesions."""

import pandas as pd
import pytest
from scipy.stats import hypergeom

from radiotmb.study.mutated_genes import genes_section

pytestmark = pytest.mark.r

PATIENTS = ("A", "B")
GENES = [f"G{i:02d}" for i in range(60)]
TOP_PRIMARY, TOP_METASTASIS = GENES[:20], GENES[8:28]


def _variants(rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["patient_id", "lesion", "gene", "pos"])
    return table.assign(chrom="5", ref="C", alt="T", verdict="counted")


@pytest.fixture(scope="module")
def found():
    """The 20 genes of each list are mutated in both patients, the other 40 in one of them."""
    rows = []
    for lesion, frequent in (("primary", TOP_PRIMARY), ("metastasis", TOP_METASTASIS)):
        for number, gene in enumerate(GENES):
            carriers = PATIENTS if gene in frequent else PATIENTS[:1]
            rows += [(patient, lesion, gene, 100 * number) for patient in carriers]
    return genes_section(_variants(rows), _burden(PATIENTS))


def _burden(patients) -> pd.DataFrame:
    return pd.DataFrame(
        [(patient, lesion) for patient in patients for lesion in ("primary", "metastasis")],
        columns=["patient_id", "lesion"],
    )


def test_the_overlap_has_the_hypergeometric_probability_of_lists_drawn_at_random(found):
    summary = found.summary
    assert (summary["top"], summary["overlap"]) == (20, 12)
    assert sorted(summary["shared"]) == GENES[8:20]
    assert summary["expected"] == pytest.approx(20 * 20 / 60)
    assert summary["p_value"] == pytest.approx(hypergeom.sf(11, 60, 20, 20))
    # No tie at the end of the lists: there is one way only to make them.
    assert (summary["lower"], summary["upper"]) == (12, 12)
    assert found.tables["gene_overlap"]["overlap"].tolist() == [12]


def test_each_gene_of_each_patient_is_shared_or_private(found):
    table = found.tables["gene_patients"].set_index(["patient_id", "gene"])["pattern"]
    assert table["A", "G00"] == table["B", "G10"] == "shared"
    assert table["B", "G00"] == "primary only"
    assert table["B", "G25"] == "metastasis only"
    # Patient B has no mutation of a gene that is in neither list.
    assert ("B", "G40") not in table.index


def test_the_discordance_of_each_mutation_is_the_share_of_its_carriers(found):
    table = found.tables["mutations"].set_index("gene")
    # in both lesions of A and in the primary alone of B
    assert table.loc["G00", ["patients", "shared", "primary_only"]].tolist() == [2, 1, 1]
    assert table.loc["G00", "discordant"] == 0.5
    assert table.loc["G10", "discordant"] == 0
    assert table.loc["G40", ["patients", "discordant"]].tolist() == [1, 0]


def test_a_lesion_without_any_variant_counts_as_sequenced():
    variants = _variants([("A", "primary", "APC", 100)])
    table = genes_section(variants, _burden(["A"])).tables["gene_patients"]
    assert table["pattern"].tolist() == ["primary only"]
    alone = pd.DataFrame({"patient_id": ["A"], "lesion": ["primary"]})
    assert genes_section(variants, alone).tables["mutations"].empty
