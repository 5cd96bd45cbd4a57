"""The statistics: R's functions under the same names, pandas in and out.

Results are dataclasses with the field names of the R objects (:mod:`radiotmb.stats.results`,
:mod:`radiotmb.stats.chain_results`); R's errors are :class:`radiotmb.errors.StatisticsError` and
R's warnings :class:`radiotmb.errors.RadiotmbWarning`, both with R's own message. The modelling
chain also has ``engine="python"``, an implementation of its own that needs no R.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
