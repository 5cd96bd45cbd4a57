"""Statistics into a report: figures, tables and words from a study's output folder.

Nothing is computed here that a reader could mistake for a result: every number is read from the
study's tables and ``results.json``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
