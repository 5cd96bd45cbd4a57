"""Names of features and columns become the same words in both languages."""

from __future__ import annotations

import json
import subprocess

import pytest
from radiomics import getFeatureClasses

from radiotmb.inputs.labels import column_label, feature_label
from radiotmb.stats.library import r_environment

IMAGES = ["original", "wavelet-LLH", "wavelet.HHL", "log-sigma-3-0-mm-3D", "log.sigma.2.5.mm.3D",
          "square", "squareroot", "logarithm", "exponential", "gradient", "lbp-3D-m1",
          "ibsi-mean-5-3D"]  # fmt: skip


def every_feature() -> list[str]:
    """Of every class and image that PyRadiomics has."""
    return [
        f"{image}_{family}_{feature}"
        for image in IMAGES
        for family, members in getFeatureClasses().items()
        for feature in members.getFeatureNames()
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("original_shape_Sphericity", "Shape sphericity"),
        ("wavelet-LLH_glcm_Imc1", "GLCM informational measure of correlation 1, wavelet LLH"),
        ("original_glszm_SizeZoneNonUniformityNormalized",
         "GLSZM size zone non-uniformity normalised"),
        ("prone.original_glrlm_LongRunHighGrayLevelEmphasis",
         "GLRLM long run high grey level emphasis (prone)"),
        ("CT_original_glcm_Contrast", "GLCM contrast (CT)"),
        ("log-sigma-2-5-mm-3D_firstorder_10Percentile", "First-order 10th percentile, LoG 2.5 mm"),
        ("original_shape_Maximum2DDiameterSlice", "Shape maximum 2D diameter slice"),
        ("age", "age"),
        ("my_own_Feature", "my_own_Feature"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_feature_becomes_words_and_any_other_name_stays(name, words):
    assert feature_label(name) == words


def test_every_feature_has_words_of_its_own():
    names = [name for name in every_feature() if "shape2D" not in name]
    # Both spellings of an image with a dash, as R writes its columns, are one image.
    labels = [feature_label(name) for name in names]
    assert not [label for label in labels if "_" in label]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("name", "words"),
    [("t_stage", "T stage"), ("AGE", "Age (years)"), ("os_days", "Overall survival (days)"),
     ("original_shape_Sphericity", "Shape sphericity"), ("venous.invasion", "Venous invasion")],
)  # fmt: skip
def test_a_column_becomes_words_with_its_unit(name, words):
    assert column_label(name) == words


@pytest.mark.r
def test_both_languages_have_the_same_words():
    names = [*every_feature(), *(f"prone.{name}" for name in every_feature()[:40]), "x", "a_b_C"]
    columns = ["t_stage", "age", "TMB", "os_event", "cells", "ppv", *names[:5], "feature_01"]
    code = (
        "given <- jsonlite::fromJSON(file('stdin'));"
        "cat(jsonlite::toJSON(list(names = radiotmb::feature_label(given$names),"
        " columns = radiotmb:::words_of_column(given$columns))))"
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code], capture_output=True, text=True, check=True,
        input=json.dumps({"names": names, "columns": columns}), env=r_environment(),
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["names"] == [feature_label(name) for name in names]
    assert found["columns"] == [column_label(name) for name in columns]
