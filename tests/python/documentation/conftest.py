"""The programs of setup/ that build the site are imported as they are run."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "setup" / "site"), str(ROOT / "setup")]
