"""The version, which the R package's DESCRIPTION gives to both packages."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("radiotmb")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
