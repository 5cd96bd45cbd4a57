"""Compiles the modules in C when the package is built or installed in place."""

from __future__ import annotations

import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext

PACKAGE = "python/radiotmb"
MODULES = ("tmb/blocks", "radiomics/texture", "radiomics/line_filters")
# Sums keep the roundings of the programs they are compared with.
FLAGS = [] if sys.platform == "win32" else ["-O3", "-ffp-contract=off"]


class CompileModules(BuildHookInterface):
    """Puts ``_blocks`` beside ``blocks.c``, and marks the wheel as one platform's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        modules = [
            Extension(
                f"radiotmb.{folder}._{name}",
                [f"{PACKAGE}/{folder}/{name}.c"],
                extra_compile_args=FLAGS,
            )
            for folder, name in (module.split("/") for module in MODULES)
        ]
        command = build_ext(
            Distribution(
                {"name": "radiotmb", "package_dir": {"": "python"}, "ext_modules": modules}
            )
        )
        command.inplace = True
        with tempfile.TemporaryDirectory() as scratch:
            command.build_lib = command.build_temp = scratch
            command.ensure_finalized()
            command.run()
        build_data["pure_python"], build_data["infer_tag"] = False, True
        build_data["artifacts"] += [
            f"{PACKAGE}/{folder}/_{name}*.{ending}"
            for folder, name in (module.split("/") for module in MODULES)
            for ending in ("so", "pyd")
        ]
