"""Joins the R packages to a bill of materials, and checks it by CycloneDX's schema.

usage: join-materials.py BILL R_COMPONENTS
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main() -> int:
    bill, r_packages = (Path(name) for name in sys.argv[1:3])
    content = json.loads(bill.read_text(encoding="utf-8"))
    version = read_version()
    content["metadata"]["component"]["version"] = version
    # Folders of this machine are nobody's material.
    here = os.getcwd()
    for component in content["components"]:
        component["externalReferences"] = [
            reference
            for reference in component.get("externalReferences", [])
            if here not in reference["url"] and not reference["url"].startswith("file:")
        ]
    r_components = json.loads(r_packages.read_text(encoding="utf-8"))
    content["components"] += r_components
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    schema = SchemaVersion.from_version(content["specVersion"])
    fault = JsonStrictValidator(schema).validate_str(text)
    if fault is not None:
        print(f"setup: the bill of materials is not CycloneDX {content['specVersion']}: {fault}")
        return 1
    bill.write_text(text, encoding="utf-8")
    count = len(content["components"])
    print(f"setup: {count} components, {len(r_components)} of them of R; valid CycloneDX")
    return 0


def read_version() -> str:
    """The version that DESCRIPTION has."""
    lines = Path("DESCRIPTION").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("Version:"))


if __name__ == "__main__":
    sys.exit(main())
