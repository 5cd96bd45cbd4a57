"""CT radiomics: PyRadiomics' features of a lesion, from the files hospitals have.

The formulas are PyRadiomics'; this room reads scans and masks, crops before every filter, counts
texture matrices in one pass, keeps the books of a cohort, and says what a reader should know of
each scan.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
