"""Compiles the modules in C when the package is built or installed in place."""

from __future__ import annotations

import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import sys_tags
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext

PACKAGE = "python/radiotmb"
MODULES = ("tmb/blocks", "tmb/depth", "radiomics/texture", "radiomics/line_filters")
# Buffers are in Python's stable ABI from 3.11 on: one wheel serves that Python and all later ones.
# A Python without its lock has another ABI.
STABLE = sys.version_info >= (3, 11) and not sysconfig.get_config_var("Py_GIL_DISABLED")
# What is not in that ABI would compile as an unknown function and fail when it is imported.
STRICT = ["-Werror=implicit-function-declaration"]
# Sums keep the roundings of the programs they are compared with.
FLAGS = [] if sys.platform == "win32" else [*STRICT, "-O3", "-ffp-contract=off"]


class CompileModules(BuildHookInterface):
    """Puts ``_blocks`` beside ``blocks.c``, and marks the wheel as one platform's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        names = [module.split("/") for module in MODULES]
        modules = [
            Extension(
                f"radiotmb.{folder}._{name}",
                [f"{PACKAGE}/{folder}/{name}.c"],
                py_limited_api=STABLE,
                extra_compile_args=FLAGS,
                define_macros=[("Py_LIMITED_API", "0x030B0000")] if STABLE else [],
            )
            for folder, name in names
        ]
        for folder, name in names:
            # One of another name, from another build, would be imported in place of this one.
            for old in Path(self.root, PACKAGE, folder).glob(f"_{name}.*"):
                if old.suffix in (".so", ".pyd"):
                    old.unlink()
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
        build_data["pure_python"] = False
        if STABLE:
            platform = next(
                tag.platform
                for tag in sys_tags()
                if "manylinux" not in tag.platform and "musllinux" not in tag.platform
            )
            build_data["tag"] = f"cp311-abi3-{platform}"
        else:
            build_data["infer_tag"] = True
        build_data["artifacts"] += [
            f"{PACKAGE}/{folder}/_{name}*.{ending}"
            for folder, name in names
            for ending in ("so", "pyd")
        ]
