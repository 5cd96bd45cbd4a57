"""The bill of materials names the R packages that the R package brings along."""

import json
import subprocess

import pytest
from publication import ROOT, facts

from radiotmb.stats.library import r_environment


@pytest.mark.r
def test_every_import_is_a_component_with_version_and_licence():
    done = subprocess.run(
        ["Rscript", "--vanilla", str(ROOT / "setup" / "r-components.R")],
        cwd=ROOT, env=r_environment(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    components = {one["name"]: one for one in json.loads(done.stdout)}
    base = {"stats", "utils"}
    wanted = {name.split(" ")[0] for name in facts()["imports"].split(", ")} - base
    assert wanted <= set(components)
    for name, one in components.items():
        assert one["purl"] == f"pkg:cran/{name}@{one['version']}"
        assert one["licenses"][0]["license"]["name"]
