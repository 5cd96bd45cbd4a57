"""Python's functions have the arguments and the defaults of the R functions."""

import inspect
import json
import math
import subprocess

import pytest

from radiotmb import stats
from radiotmb.stats.library import r_environment

pytestmark = pytest.mark.r

# Plain data and the seed: no R function of the name is exported. predict() is a method of R's own.
_PLAIN = {"FittedModel", "as_text", "derive_seed", "predict"}
# R functions that run the command line or read its files, R's own generics, simulated tables, and
# the object that groups options, which Python takes as keyword arguments.
_R_ONLY = {
    "augment", "autoplot", "check_study", "compute_tmb", "extract_radiomics", "feature_label",
    "glance", "plot_colours", "save_figure", "theme_paper",
    "nested_cv_control", "oncoplot", "read_study_results", "run_study", "simulated_radiomics",
    "tidy",
}  # fmt: skip
_FUNCTIONS = sorted(set(stats.__all__) - _PLAIN)

_CODE = """
space <- asNamespace("radiotmb")
functions <- Filter(is.function, mget(getNamespaceExports(space), envir = space, inherits = TRUE))
arguments <- lapply(functions, function(f) {
  lapply(as.list(formals(f)), function(d) paste(deparse(d), collapse = ""))
})
cat(jsonlite::toJSON(arguments, auto_unbox = TRUE))
"""


@pytest.fixture(scope="module")
def r_formals():
    """Argument names and deparsed defaults of every exported R function."""
    answer = subprocess.run(
        ["Rscript", "--vanilla", "-e", _CODE],
        capture_output=True, text=True, check=True, env=r_environment(),
    )  # fmt: skip
    return {name: dict(formals or {}) for name, formals in json.loads(answer.stdout).items()}


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_arguments_and_defaults_are_those_of_r(name, r_formals):
    function = getattr(stats, name)
    renamed = getattr(function, "r_names", {})
    formals = {k: v for k, v in r_formals[name].items() if k != "..."}
    takes_more = False
    for argument, parameter in inspect.signature(function).parameters.items():
        if argument == "engine":
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            takes_more = True
            continue
        r_default = formals.pop(renamed.get(argument, argument))
        default = parameter.default
        if default is inspect.Parameter.empty:
            assert r_default == ""
        elif isinstance(default, bool):
            assert r_default == str(default).upper()
        elif isinstance(default, (int, float)):
            assert math.isclose(float(eval(r_default)), default)
        elif isinstance(default, str):
            assert r_default == f'"{default}"'
    assert takes_more or not formals


def test_every_statistical_function_of_r_is_there(r_formals):
    assert set(r_formals) - _R_ONLY <= set(_FUNCTIONS)
