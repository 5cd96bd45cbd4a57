"""Tumor mutational burden, CT radiomics, and the statistics that join them.

Python turns files into tables, R turns tables into statistics, Python turns statistics into a
report. The parts are :mod:`radiotmb.tmb`, :mod:`radiotmb.radiomics`, :mod:`radiotmb.stats`,
:mod:`radiotmb.report` and :mod:`radiotmb.study`, which puts them in order. Each is loaded when it
is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
