"""The correlation filter and the Mann-Whitney screen as scikit-learn transformers.

For a ``Pipeline`` of one's own: both learn from the rows they are fitted to, so that inside a
cross-validation they see training patients only. They need no R.
"""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils import ClassifierTags, Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from radiotmb.stats.python_engine.correlation import filter_columns
from radiotmb.stats.python_engine.screen import wilcoxon_columns


class CorrelationFilter(SelectorMixin, BaseEstimator):
    """Drop features until no two kept ones have an absolute Pearson correlation above a cutoff.

    Parameters
    ----------
    cutoff : float, default 0.9
        Largest absolute correlation that is kept.
    order : {"caret", "p"}, default "caret"
        Which of a pair goes: the one ``caret::findCorrelation`` drops by its defaults, or the one
        with the larger Mann-Whitney p-value (then ``y`` of two classes is needed).

    Attributes
    ----------
    kept_ : ndarray of int
        Positions of the kept features.
    algorithm_ : str
        ``caret exact`` below 100 features, ``caret fast`` from 100 on, ``smallest p first``, or
        ``none`` for a single feature.
    n_features_in_ : int
    feature_names_in_ : ndarray of str

    References
    ----------
    Kuhn M. Building predictive models in R using the caret package. J Stat Softw 2008;28(5).

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 1.0], [2.0, 4.0, -1.0], [3.0, 6.0, 2.0], [4.0, 9.0, -2.0]])
    >>> CorrelationFilter(cutoff=0.9).fit_transform(x).shape
    (4, 2)
    """

    def __init__(self, cutoff: float = 0.9, order: str = "caret") -> None:
        self.cutoff = cutoff
        self.order = order

    def fit(self, X: Any, y: Any = None) -> CorrelationFilter:
        """Find the features to keep.

        Parameters
        ----------
        X : array-like, shape (patients, features)
        y : array-like of two classes, shape (patients,), optional
            Needed for ``order="p"``.
        """
        _check_share(self.cutoff, "cutoff")
        if self.order not in ("caret", "p"):
            raise ValueError(f"order must be 'caret' or 'p', not {self.order!r}")
        if self.order == "p":
            X, y = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
            second = _second_class(y)
        else:
            X = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
            second = None
        self.kept_, self.algorithm_ = filter_columns(X, self.cutoff, self.order, second)
        return self

    def _get_support_mask(self) -> np.ndarray:
        check_is_fitted(self)
        mask = np.zeros(self.n_features_in_, dtype=bool)
        mask[self.kept_] = True
        return mask

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        if self.order == "p":
            tags.target_tags.required = True
            tags.classifier_tags = ClassifierTags(multi_class=False)
        return tags


class WilcoxonScreen(SelectorMixin, BaseEstimator):
    """Keep the features that a Mann-Whitney U test tells apart between two classes.

    Parameters
    ----------
    alpha : float, default 0.05
        Level below which a feature is kept.
    at_least : int, default 2
        Features with the smallest p-values that are kept where none passes.

    Attributes
    ----------
    p_values_, statistic_ : ndarray of float, shape (features,)
        As ``wilcox.test`` gives them, for the first class; NaN p-value for a constant feature.
    fell_back_ : bool
        Whether no feature passed.
    classes_ : ndarray
    n_features_in_ : int
    feature_names_in_ : ndarray of str

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.

    Examples
    --------
    >>> x = np.column_stack([np.arange(10.0), np.tile([0.0, 1.0], 5)])
    >>> screen = WilcoxonScreen().fit(x, ["low"] * 5 + ["high"] * 5)
    >>> screen.get_support().tolist()
    [True, False]
    """

    def __init__(self, alpha: float = 0.05, at_least: int = 2) -> None:
        self.alpha = alpha
        self.at_least = at_least

    def fit(self, X: Any, y: Any) -> WilcoxonScreen:
        """Test every feature.

        Parameters
        ----------
        X : array-like, shape (patients, features)
        y : array-like of two classes, shape (patients,)
        """
        _check_share(self.alpha, "alpha")
        if not isinstance(self.at_least, (int, np.integer)) or self.at_least < 0:
            raise ValueError(f"at_least must be a whole number of at least 0, not {self.at_least}")
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
        second = _second_class(y)
        self.classes_ = np.unique(y)
        self.statistic_, self.p_values_ = wilcoxon_columns(X, second)
        self.fell_back_ = not (self.p_values_ < self.alpha).any()
        return self

    def _get_support_mask(self) -> np.ndarray:
        check_is_fitted(self)
        if not self.fell_back_:
            return self.p_values_ < self.alpha
        mask = np.zeros(self.n_features_in_, dtype=bool)
        mask[np.argsort(self.p_values_, kind="stable")[: self.at_least]] = True
        return mask

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.classifier_tags = ClassifierTags(multi_class=False)
        return tags


def _check_share(value: Any, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise ValueError(f"{name} must be a number from 0 to 1, not {value!r}")


def _second_class(y: np.ndarray) -> np.ndarray:
    """Whether each row is of the second of two classes."""
    check_classification_targets(y)
    classes = np.unique(y)
    if len(classes) != 2:
        raise ValueError(
            f"Only binary classification is supported: y has {len(classes)} classes, not 2"
            if len(classes) > 2
            else f"y has {len(classes)} class, not 2"
        )
    return y == classes[1]
