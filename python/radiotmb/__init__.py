"""Tumor mutational burden, CT radiomics, and the statistics that join them.

Python turns files into tables, R turns tables into statistics, Python turns statistics into a
report. The rooms: :mod:`radiotmb.tmb`, :mod:`radiotmb.radiomics`, :mod:`radiotmb.stats`,
:mod:`radiotmb.report` and :mod:`radiotmb.study`, which puts them in order.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("radiotmb")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
