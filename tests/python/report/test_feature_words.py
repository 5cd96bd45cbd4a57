"""Every feature PyRadiomics can give has words."""

from __future__ import annotations

import pytest
from radiomics import getFeatureClasses

from radiotmb.report.feature_words import describe_class, describe_feature, describe_image

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
