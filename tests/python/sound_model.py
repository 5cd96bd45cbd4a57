"""A sound file of a model.

test_hostile_inputs.py damages it.
"""

from radiotmb.stats.model_file import text_of_content


def model_of_one_tree() -> bytes:
    """The content of a model's file: one feature, one tree of XGBoost."""
    leaf = 2147483647
    tree = {
        "base_weights": [0.0, -0.4, 0.4], "categories": [], "categories_nodes": [],
        "categories_segments": [], "categories_sizes": [], "default_left": [0, 0, 0], "id": 0,
        "left_children": [1, -1, -1], "loss_changes": [1.0, 0.0, 0.0],
        "parents": [leaf, 0, 0], "right_children": [2, -1, -1],
        "split_conditions": [0.5, -0.4, 0.4], "split_indices": [0, 0, 0], "split_type": [0, 0, 0],
        "sum_hessian": [2.0, 1.0, 1.0],
        "tree_param": {"num_deleted": "0", "num_feature": "1", "num_nodes": "3",
                       "size_leaf_vector": "1"},
    }  # fmt: skip
    booster = {
        "model": {
            "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"},
            "iteration_indptr": [0, 1], "tree_info": [0], "trees": [tree],
        },
        "name": "gbtree",
    }  # fmt: skip
    learner = {
        "attributes": {}, "feature_names": [], "feature_types": [], "gradient_booster": booster,
        "learner_model_param": {"base_score": "5E-1", "boost_from_average": "1", "num_class": "0",
                                "num_feature": "1", "num_target": "1"},
        "objective": {"name": "binary:logistic", "reg_loss_param": {"scale_pos_weight": "1"}},
    }  # fmt: skip
    content = {
        "format": "radiotmb-model", "format_version": 1, "made_by": {"radiotmb": "0"},
        "positive": "high", "negative": "low", "lesion": "primary", "role": None,
        "phases": ["prone"], "preset": "abc", "patients": {"n": 4, "n_positive": 2},
        "not_for": [], "performance": {}, "cutoff": {"value": 0.5, "origin": ""},
        "features": [{"name": "a", "low": 0, "high": 1, "median": 0.5, "mean": 0.5, "sd": 0.3}],
        "covariates": [], "missing": "refuse", "chain": {"class_weights": "none"}, "share": 0.5,
        "recalibration": None, "scanner": None, "flags": [], "parent": None,
        "conformal": {"positive": [0.6], "negative": [0.4]},
        "distance": {"correlation": [[1]], "training": [1.0]},
        "trees": {"learner": learner, "version": [3, 0, 0]},
    }  # fmt: skip
    return text_of_content(content).encode()
