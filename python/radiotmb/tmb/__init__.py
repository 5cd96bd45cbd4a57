"""Tumor mutational burden: from files of variants or alignments to a number and what it means."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
