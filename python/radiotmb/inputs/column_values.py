"""The values that columns may hold, and which columns name files."""

from __future__ import annotations

LESIONS = ("primary", "metastasis")
STATUSES = ("high", "low")

# The columns that name files. A table may have come with somebody else's data.
PATHS = {"samples": ("variants", "alignments"), "images": ("image", "mask")}
