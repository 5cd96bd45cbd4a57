"""Words for the features that are extracted."""

from radiotmb.inputs.labels import feature_label as feature_label
