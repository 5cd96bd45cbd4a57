"""R inside this process: started once, asked by name, answered in pandas.

The only module that imports rpy2. Every process that calls it (a loky or Dask worker too) hosts
an R of its own; that R never loads reticulate.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import radiotmb
from radiotmb.errors import MissingSoftwareError, RadiotmbWarning, StatisticsError
from radiotmb.inputs.extdata import r_package_source
from radiotmb.stats.library import r_library
from radiotmb.stats.r_thread import RTurns
from radiotmb.stats.transfer import Transfer

logger = logging.getLogger("radiotmb.r")

# As R itself does, whatever the system allows.
_MOST_STACK = 100_000_000


# Arguments are bound to names, so that a condition's call reads `compare_lesions(burden = burden)`
# and not the whole table.
_ASK_SOURCE = r"""
function(name, arguments, pack) {
  warned <- list()
  place <- list2env(arguments, parent = globalenv())
  answer <- tryCatch(
    withCallingHandlers(
      {
        parts <- strsplit(name, "::", fixed = TRUE)[[1]]
        space <- asNamespace(if (length(parts) == 2) parts[1] else "radiotmb")
        place$.function <- get(parts[length(parts)], envir = space, mode = "function")
        symbols <- lapply(stats::setNames(nm = names(arguments)), as.name)
        list("value", pack(eval(as.call(c(as.name(".function"), symbols)), place)))
      },
      warning = function(condition) {
        warned[[length(warned) + 1L]] <<- conditionMessage(condition)
        invokeRestart("muffleWarning")
      },
      message = function(condition) {
        cat(conditionMessage(condition))
        invokeRestart("muffleMessage")
      }
    ),
    error = function(condition) list("error", conditionMessage(condition), class(condition)),
    interrupt = function(condition) list("interrupt")
  )
  list(answer, as.character(unlist(warned)))
}
"""

_PREPARE_SOURCE = r"""
function(library_path, zone) {
  if (nzchar(library_path)) {
    # Children (a future plan's sessions) look in the same place.
    Sys.setenv(R_LIBS = paste(c(library_path, Sys.getenv("R_LIBS")), collapse = .Platform$path.sep))
    .libPaths(c(library_path, .libPaths()))
  }
  options(cli.num_colors = 1L, crayon.enabled = FALSE, warn = 1L)
  if (nzchar(zone) && !nzchar(Sys.getenv("TZ"))) {
    # Otherwise R asks timedatectl, which complains on stderr in containers.
    unlockBinding(".sys.timezone", baseenv())
    assign(".sys.timezone", zone, baseenv())
    lockBinding(".sys.timezone", baseenv())
  }
}
"""

_VERSION_SOURCE = r"""
function(package) {
  if (nzchar(system.file(package = package))) as.character(utils::packageVersion(package)) else ""
}
"""


def call(function: str, /, **arguments: Any) -> Any:
    """Call an R function of the radiotmb package (or ``package::function``) by name.

    Parameters
    ----------
    function : str
    **arguments
        Under R's argument names. Frames, series, arrays, lists, mappings, scalars, the results of
        :mod:`radiotmb.stats`; ``None`` is NULL, NaN and pandas' NA are NA, categoricals factors.

    Returns
    -------
    pandas.DataFrame, numpy.ndarray, scalar, dict, list or None
        R lists become dicts of the same names, vectors of length one scalars, factors text.

    Raises
    ------
    StatisticsError
        With R's own message; ``condition`` holds the classes of R's condition.
    MissingSoftwareError
        Naming the command that installs what is missing.

    Warns
    -----
    RadiotmbWarning
        With R's own message. What R prints goes to the ``radiotmb.r`` logger.

    Examples
    --------
    >>> round(call("stats::qchisq", p=0.95, df=1), 3)
    3.841
    """
    answer, warned = _TURNS.run(lambda: _ask(function, arguments))
    for message in warned:
        warnings.warn(RadiotmbWarning(message), stacklevel=_caller_depth())
    if answer[0] == "interrupt":
        raise KeyboardInterrupt
    if answer[0] == "error":
        # A message is one line here, whatever another package draws over several.
        raise StatisticsError(" ".join(answer[1].split()), condition=answer[2])
    return answer[1]


def describe() -> dict[str, str]:
    """Versions of R, of the radiotmb and xgboost packages in it (empty where absent), and where.

    Raises
    ------
    MissingSoftwareError
        Where R or rpy2 is not there.
    """
    return _TURNS.run(_describe)


def install_command() -> str:
    """The command that installs this version's R package.

    Examples
    --------
    >>> install_command().split()[0] in ("R", "make")
    True
    """
    source = r_package_source()
    if (source / "pyproject.toml").is_file():
        return f"make -C {source} setup" if Path.cwd() != source else "make setup"
    return f"R CMD INSTALL {source}"


class _Embedded:
    """A running R: rpy2's low level, the conversions, and the function that asks R."""

    def __init__(self, ri: Any) -> None:
        self.ri = ri
        self.transfer = Transfer(ri)
        self.ask = ri.evalr(_ASK_SOURCE)
        self.version = ri.evalr(_VERSION_SOURCE)
        own = r_library()
        ri.evalr(_PREPARE_SOURCE)(
            ri.StrSexpVector([str(own) if own else ""]), ri.StrSexpVector([_zone()])
        )
        self.checked = False


_EMBEDDED: _Embedded | None = None


def _ask(function: str, arguments: dict[str, Any]) -> tuple[tuple, list[str]]:
    r = _embedded()
    if "::" not in function:
        _check_package(r)
    transfer = r.transfer
    named = transfer.to_r(arguments)
    if _HOST.asked_to_stop:
        # R was not there yet when the signal came, or has dropped its interrupt while it loaded.
        return ("interrupt",), []
    with _console_to_log():
        answer, warned = r.ask(r.ri.StrSexpVector([function]), named, transfer.pack())
    outcome = answer[0][0]
    messages = list(warned)
    if outcome == "value":
        return ("value", transfer.from_r(answer[1])), messages
    if outcome == "error":
        return ("error", answer[1][0], tuple(answer[2])), messages
    return ("interrupt",), messages


def _embedded() -> _Embedded:
    global _EMBEDDED
    if _EMBEDDED is None:
        ri = _start()
        _HOST.started = True
        _HOST.started_in_main = threading.current_thread() is threading.main_thread()
        _EMBEDDED = _Embedded(ri)
        _HOST.check_stack(_HOST.started_in_main)
    return _EMBEDDED


def _start() -> Any:
    """Import rpy2 and start R, quietly."""
    if not (os.environ.get("R_HOME") or shutil.which("R")):
        raise MissingSoftwareError(
            "R is not installed (no R on the PATH)",
            hint=f"Install it: {_command('sudo apt-get install r-base-core')}",
        )
    with _quiet_descriptors(), _own_environment(), warnings.catch_warnings():
        # rpy2 warns that it leaves SIGINT alone outside the main thread: as wanted here.
        warnings.simplefilter("ignore")
        try:
            import rpy2.rinterface as ri
            from rpy2.rinterface_lib import embedded
        except ImportError as error:
            raise MissingSoftwareError(
                f"rpy2, the bridge to R, cannot be imported ({error})",
                hint=f"Install it: {_command(chr(39).join(['pip install ', 'radiotmb[r]', '']))}",
            ) from None
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise MissingSoftwareError(f"R does not start ({error})") from None
        if not embedded.isinitialized():
            # No saved workspace and no .Rprofile: the answer depends on the arguments only.
            options: Any = ("radiotmb", "--quiet", "--no-save", "--no-restore", "--no-init-file")
            embedded.set_initoptions(options)
            with _own_ctrl_c():
                ri.initr(interactive=False)
            # On a terminal cli hides the cursor and, as R ends, writes to a console that is gone.
            ri.evalr('Sys.setenv(R_CLI_HIDE_CURSOR = "false")')
    return ri


def _command(otherwise: str) -> str:
    return "make setup" if (r_package_source() / "pyproject.toml").is_file() else otherwise


def _check_package(r: _Embedded) -> None:
    """The R package must be there, in Python's version; asked again until it is."""
    if r.checked:
        return
    found = r.version(r.ri.StrSexpVector(["radiotmb"]))[0]
    if found != radiotmb.__version__:
        state = f"version {found}" if found else "not installed"
        raise MissingSoftwareError(
            f"the R package radiotmb is {state}, the Python package {radiotmb.__version__}",
            hint=f"Install it: {install_command()}",
        )
    loaded = r.ri.evalr(
        'tryCatch({loadNamespace("radiotmb"); ""}, error = function(e) conditionMessage(e))'
    )[0]
    if loaded:
        raise MissingSoftwareError(
            f"the R package radiotmb cannot be loaded ({loaded})",
            hint=f"Install it again: {install_command()}",
        )
    r.checked = True


def _describe() -> dict[str, str]:
    r = _embedded()
    return {
        "R": str(r.ri.evalr("as.character(getRversion())")[0]),
        "radiotmb": str(r.version(r.ri.StrSexpVector(["radiotmb"]))[0]),
        "xgboost": str(r.version(r.ri.StrSexpVector(["xgboost"]))[0]),
        "library": str(r.ri.evalr(".libPaths()[1]")[0]),
    }


class _Host:
    """The switches of the embedded R that :class:`RTurns` works."""

    started = False
    started_in_main = False

    asked_to_stop = False

    def interrupt(self) -> None:
        self.asked_to_stop = True
        self._set("R_interrupts_pending", 1)

    def clear_interrupt(self) -> None:
        self.asked_to_stop = False
        self._set("R_interrupts_pending", 0)

    def check_stack(self, main_thread: bool) -> None:
        # R knows where the main thread's stack begins and takes any other for an overflow.
        limit = resource.getrlimit(resource.RLIMIT_STACK)[0]
        watch = main_thread and self.started_in_main and limit != resource.RLIM_INFINITY
        self._set("R_CStackLimit", int(0.95 * min(limit, _MOST_STACK)) if watch else 2**64 - 1)

    def end(self) -> None:
        if self.started:
            import rpy2.rinterface as ri

            ri.endr(0)

    def _set(self, name: str, value: int) -> None:
        if self.started:
            from rpy2.rinterface_lib import openrlib

            setattr(openrlib.rlib, name, value)


_HOST = _Host()
_TURNS = RTurns(_HOST)


@contextlib.contextmanager
def _console_to_log() -> Iterator[None]:
    """While our call runs; somebody else's rpy2 in this process keeps its own console."""
    from rpy2.rinterface_lib import callbacks

    lines: list[str] = []
    with (
        callbacks.replace_in_module(callbacks, "consolewrite_print", lines.append),
        callbacks.replace_in_module(callbacks, "consolewrite_warnerror", lines.append),
    ):
        try:
            yield
        finally:
            for line in "".join(lines).splitlines():
                if line.strip():
                    logger.info("%s", line)


@contextlib.contextmanager
def _own_ctrl_c() -> Iterator[None]:
    """rpy2 gives Ctrl-C back to Python's default as R starts; the handler in place is kept."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread() and before is not None:
            signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """rpy2 copies the environment of R's start script; what is not R's own is put back.

    Its LD_LIBRARY_PATH would give every Python that this process starts the system's libraries.
    """
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            if not name.startswith("R_"):
                del os.environ[name]
        os.environ.update(before)


@contextlib.contextmanager
def _quiet_descriptors() -> Iterator[None]:
    """What child processes of rpy2's start write to stdout and stderr goes to the log."""
    with tempfile.TemporaryFile() as caught:
        kept = [os.dup(1), os.dup(2)]
        try:
            os.dup2(caught.fileno(), 1)
            os.dup2(caught.fileno(), 2)
            yield
        finally:
            for descriptor, copy in zip((1, 2), kept, strict=True):
                os.dup2(copy, descriptor)
                os.close(copy)
            caught.seek(0)
            for line in caught.read().decode(errors="replace").splitlines():
                logger.debug("%s", line)


def _zone() -> str:
    """The machine's time zone by name, as /etc/localtime says."""
    parts = Path(os.path.realpath("/etc/localtime")).parts
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"


def _caller_depth() -> int:
    """How many frames up the first caller outside radiotmb.stats is, for `warnings.warn`."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("radiotmb.stats"):
        frame, depth = frame.f_back, depth + 1
    return depth
