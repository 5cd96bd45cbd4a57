"""Every feature PyRadiomics can give has words."""

from __future__ import annotations

import pytest
from radiomics import getFeatureClasses

from radiotmb.report.feature_words import (
    describe_class,
    describe_feature,
    describe_image,
    feature_label,
)

CLASSES = {name: cls for name, cls in getFeatureClasses().items() if name != "shape2D"}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_feature_of_a_class_is_described(name):
    for feature in CLASSES[name].getFeatureNames():
        column = f"original_{name}_{feature}"
        assert describe_feature(column) != column
        assert describe_class(column)


def test_the_published_features_are_described(shared):
    import pandas as pd

    reference = pd.read_csv(shared("radiomics", "lung1_features_pyradiomics_2.2.0.csv"))
    names = [value for value in reference.iloc[:, 0].astype(str) if value.count("_") == 2]
    assert len(names) == 1037
    assert not [name for name in names if describe_feature(name) == name]


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("original", ""),
        ("log-sigma-5-0-mm-3D", ", after smoothing for structures of 5 mm"),
        ("log-sigma-2-5-mm-3D", ", after smoothing for structures of 2.5 mm"),
        ("wavelet-LLL", ", in the smooth wavelet band"),
        ("wavelet-HHH", ", in the wavelet band with fine detail along x and y and z"),
        ("wavelet-LHL", ", in the wavelet band with fine detail along y and smooth along x and z"),
        ("square", ", in the square image"),
    ],
)
def test_images(image, words):
    assert describe_image(image) == words


def test_a_foreign_column_keeps_its_name():
    assert describe_feature("carcinoembryonic_antigen") == "carcinoembryonic_antigen"
    assert describe_feature("my_own_feature") == "my_own_feature"


NAMES = [
    "original_shape_Sphericity", "wavelet-LLH_glszm_SmallAreaEmphasis",
    "wavelet.LLH_glszm_SmallAreaEmphasis", "log-sigma-3-0-mm-3D_firstorder_90Percentile",
    "log.sigma.2.5.mm.3D_glcm_Idmn", "prone.original_glrlm_LongRunHighGrayLevelEmphasis",
    "original_shape_Maximum2DDiameterSlice", "squareroot_ngtdm_Coarseness",
    "CT_original_glcm_Contrast", "lbp-3D-m1_glcm_Imc1", "ibsi-mean-5-3D_firstorder_Mean", "age",
    "my_own_feature", "",
]  # fmt: skip


@pytest.mark.r
def test_a_figure_of_the_page_and_one_of_r_name_a_feature_alike():
    from radiotmb.stats.r import call

    names = NAMES + [
        f"{image}_{name}_{feature}"
        for image in ("original", "wavelet-HHL", "log-sigma-5-0-mm-3D")
        for name, one in CLASSES.items()
        for feature in one.getFeatureNames()
    ]
    assert [feature_label(name) for name in names] == list(call("feature_label", name=names))


def test_no_two_published_features_share_a_label(shared):
    import pandas as pd

    reference = pd.read_csv(shared("radiomics", "lung1_features_pyradiomics_2.2.0.csv"))
    labels = reference.iloc[:, 0].astype(str).map(feature_label)
    assert not labels.duplicated().any()
