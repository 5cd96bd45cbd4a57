"""Tables, vectors and lists between Python and R, in blocks instead of cells.

Columns of one type cross as one vector over one piece of memory, text as codes and distinct
values; a 1000 x 1037 frame crosses in hundredths of a second. NaN, None and pandas' NA become NA,
and NA comes back as NaN (numbers), None (text) or pandas' NA (logical columns). Factors are
categoricals, so that the reference level survives the way.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing
from collections.abc import Mapping
from os import PathLike, fspath
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import StatisticsError
from radiotmb.stats.arrow import as_pandas

# R's NA_real_ is the NaN whose lower word is 1954.
_NA_REAL_BITS = np.uint64(0x7FF00000000007A2)
_NA_INTEGER = np.iinfo(np.int32).min

# The R half: `unpack` builds an R value from blocks, `pack` takes one apart into blocks.
R_SOURCE = r"""
local({
  unpack_vector <- function(kind, payload) {
    switch(kind,
      number = payload[[1]],
      logical = as.logical(payload[[1]]),
      text = payload[[2]][payload[[1]]],
      factor = structure(payload[[1]], levels = payload[[2]], class = payload[[3]]),
      date = structure(payload[[1]], class = "Date"),
      time = structure(payload[[1]], class = c("POSIXct", "POSIXt"), tzone = "UTC")
    )
  }
  unpack_frame <- function(names, rows, positions, blocks) {
    columns <- vector("list", length(names))
    for (b in seq_along(blocks)) {
      at <- positions[[b]]
      values <- unpack_vector(blocks[[b]][[1]], blocks[[b]][[2]])
      columns[at] <- if (length(at) == 1) {
        list(values)
      } else {
        lapply(seq_along(at) - 1, \(j) values[j * rows + seq_len(rows)])
      }
    }
    structure(columns, names = names, class = "data.frame", row.names = .set_row_names(rows))
  }
  unpack_matrix <- function(values, dim) structure(values, dim = dim)

  pack_vector <- function(x) {
    if (is.factor(x)) return(list("factor", as.integer(x), levels(x), is.ordered(x)))
    if (inherits(x, "Date")) return(list("date", as.double(x)))
    if (inherits(x, "POSIXt")) return(list("time", as.double(as.POSIXct(x))))
    if (is.list(x)) return(list("list", lapply(unname(unclass(x)), pack)))
    x <- as.vector(unclass(x))
    switch(typeof(x),
      double = list("double", x),
      integer = list("integer", x),
      logical = list("logical", as.integer(x)),
      {
        x <- enc2utf8(as.character(x))
        values <- unique(x[!is.na(x)])
        list("text", match(x, values, incomparables = NA), values)
      }
    )
  }
  pack_frame <- function(x) {
    kinds <- vapply(x, \(column) is.double(column) && !is.object(column), NA)
    other <- which(!kinds)
    list(
      "frame", names(x), nrow(x),
      which(kinds), as.double(unlist(unclass(x)[kinds], use.names = FALSE)),
      other, lapply(unname(unclass(x)[other]), pack_vector)
    )
  }
  pack <- function(x) {
    if (is.null(x)) {
      list("null")
    } else if (is.data.frame(x)) {
      pack_frame(x)
    } else if (is.list(x)) {
      list("list", names(x), lapply(unname(unclass(x)), pack))
    } else if (is.atomic(x) && length(dim(x)) == 2) {
      list("matrix", dim(x), pack_vector(x))
    } else if (is.atomic(x)) {
      list("vector", names(x), pack_vector(x))
    } else {
      list("text", paste(deparse(x, nlines = 1L), collapse = " "))
    }
  }
  list(
    unpack_vector = unpack_vector, unpack_frame = unpack_frame, unpack_matrix = unpack_matrix,
    as_class = \(x, class) structure(x, class = class), pack = pack
  )
})
"""


class Transfer:
    """Conversions over an already running R.

    Parameters
    ----------
    ri : module
        ``rpy2.rinterface``, with R initialised. Every method runs in R's thread.
    """

    def __init__(self, ri: ModuleType) -> None:
        self._ri = ri
        functions = ri.evalr(R_SOURCE)
        names = list(functions.names)
        self._functions = {name: functions[index] for index, name in enumerate(names)}

    def to_r(self, value: Any) -> Any:
        """An R value (an ``rpy2.rinterface`` object).

        Raises
        ------
        StatisticsError
            For a Python object that is no scalar, vector, table, list or mapping.
        """
        ri = self._ri
        if value is None:
            return ri.NULL
        if isinstance(value, ri.Sexp):
            return value
        value = as_pandas(value)
        if isinstance(value, pd.DataFrame):
            return self._frame_to_r(value)
        if hasattr(value, "as_r"):
            return self.to_r(value.as_r())
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._result_to_r(value)
        if isinstance(value, Mapping):
            return self._named_list(value)
        if isinstance(value, np.ndarray) and value.ndim == 2:
            flat = self._vector_to_r(value.ravel(order="F"))
            return self._functions["unpack_matrix"](flat, ri.IntSexpVector(value.shape))
        if isinstance(value, (np.ndarray, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)):
            return self._vector_to_r(value)
        if isinstance(value, (list, tuple, range, set, frozenset)):
            return self._sequence_to_r(list(value))
        return self._vector_to_r([self._scalar(value)])

    def _result_to_r(self, value: Any) -> Any:
        """A result's dataclass as the S3 object it came from."""
        hints = typing.get_type_hints(type(value))
        fields: dict[str, Any] = {}
        for part in dataclasses.fields(value):
            content, hint = getattr(value, part.name), hints[part.name]
            if hint == tuple[str, ...]:
                content = self._vector_to_r(pd.Series(content, dtype=object))
            elif hint in (dict[str, int], dict[str, float]):
                names = self._ri.StrSexpVector(list(content))
                content = self._vector_to_r(list(content.values()))
                content.names = names
            fields[part.name] = content
        kind = self._ri.StrSexpVector([value.r_class])
        return self._functions["as_class"](self._named_list(fields), kind)

    @staticmethod
    def _scalar(value: Any) -> Any:
        if isinstance(value, PathLike):
            return fspath(value)
        if isinstance(value, (str, bool, int, float, np.generic, datetime.date)) or value is pd.NA:
            return value
        raise StatisticsError(f"a {type(value).__name__} cannot be handed to R")

    def _named_list(self, values: Mapping[Any, Any]) -> Any:
        listed = self._ri.ListSexpVector([self.to_r(value) for value in values.values()])
        if values:
            listed.names = self._ri.StrSexpVector([str(name) for name in values])
        return listed

    def _sequence_to_r(self, values: list[Any]) -> Any:
        simple = (str, bool, int, float, np.generic, type(None), type(pd.NA))
        kinds = {_family(value) for value in values if value is not None and value is not pd.NA}
        if values and all(isinstance(value, simple) for value in values) and len(kinds) <= 1:
            return self._vector_to_r(values)
        return self._ri.ListSexpVector([self.to_r(value) for value in values])

    def _vector_to_r(self, values: Any) -> Any:
        kind, payload = self._column(pd.Series(values))
        if kind == "number":
            return payload[0]
        return self._functions["unpack_vector"](
            self._ri.StrSexpVector([kind]), self._ri.ListSexpVector(payload)
        )

    def _frame_to_r(self, frame: pd.DataFrame) -> Any:
        ri = self._ri
        family = {dtype: _column_family(dtype) for dtype in frame.dtypes.unique()}
        doubles = [at for at, dtype in enumerate(frame.dtypes) if family[dtype] == "double"]
        blocks, positions = [], []
        if doubles:
            block = frame if len(doubles) == len(frame.columns) else frame.iloc[:, doubles]
            values = block.to_numpy(float, na_value=np.nan).ravel(order="F")
            blocks.append(("number", [self._doubles(values)]))
            positions.append(doubles)
        for at in sorted(set(range(len(frame.columns))) - set(doubles)):
            blocks.append(self._column(frame.iloc[:, at]))
            positions.append([at])
        return self._functions["unpack_frame"](
            ri.StrSexpVector([str(name) for name in frame.columns]),
            ri.IntSexpVector([len(frame)]),
            ri.ListSexpVector([ri.IntSexpVector([one + 1 for one in at]) for at in positions]),
            ri.ListSexpVector(
                [
                    ri.ListSexpVector([ri.StrSexpVector([kind]), ri.ListSexpVector(payload)])
                    for kind, payload in blocks
                ]
            ),
        )

    def _column(self, column: pd.Series) -> tuple[str, list[Any]]:
        """One column as the kind and payload that `unpack_vector` takes."""
        ri, family = self._ri, _column_family(column.dtype)
        if family == "object":
            column = column.infer_objects()
            family = _column_family(column.dtype)
        if family == "category":
            codes = column.cat.codes.to_numpy().astype(np.int32) + 1
            return "factor", [
                self._integers(codes, codes == 0),
                ri.StrSexpVector([str(level) for level in column.cat.categories]),
                ri.StrSexpVector(["ordered", "factor"] if column.cat.ordered else ["factor"]),
            ]
        if family == "datetime":
            start = pd.Timestamp(0, tz=column.dt.tz)
            seconds = (column - start).dt.total_seconds().to_numpy()
            whole = bool(np.all(np.isnan(seconds) | (seconds % 86400 == 0)))
            days = seconds / 86400
            return ("date", [self._doubles(days)]) if whole else ("time", [self._doubles(seconds)])
        missing = column.isna().to_numpy()
        if family == "bool":
            return "logical", [self._integers(column.fillna(False).to_numpy(), missing)]
        if family == "integer":
            values = column.fillna(0).to_numpy()
            limit = np.iinfo(np.int32).max
            if values.size == 0 or (values.max() <= limit and values.min() >= -limit):
                return "number", [self._integers(values, missing)]
            return "number", [self._doubles(np.where(missing, np.nan, values.astype(float)))]
        if family == "double":
            return "number", [self._doubles(column.to_numpy(float, na_value=np.nan))]
        if len(column) and missing.all():
            return "logical", [self._integers(np.zeros(len(column)), missing)]
        places, distinct = pd.factorize(column.map(str, na_action="ignore"))
        return "text", [self._integers(places + 1, places < 0), ri.StrSexpVector(list(distinct))]

    def _doubles(self, values: np.ndarray) -> Any:
        values = np.array(values, dtype=np.float64, order="C")
        values.view(np.uint64)[np.isnan(values)] = _NA_REAL_BITS
        return self._ri.FloatSexpVector.from_memoryview(values.data)

    def _integers(self, values: np.ndarray, missing: np.ndarray) -> Any:
        values = np.array(values, dtype=np.int32, order="C")
        values[missing] = _NA_INTEGER
        return self._ri.IntSexpVector.from_memoryview(values.data)

    def pack(self) -> Any:
        """The R function that takes a value apart; what it returns goes to :meth:`from_r`."""
        return self._functions["pack"]

    def from_r(self, packed: Any) -> Any:
        """A packed R value as DataFrame, array, scalar, dict, list or None."""
        kind = packed[0][0]
        if kind == "null":
            return None
        if kind == "text":
            return packed[1][0]
        if kind == "frame":
            return self._frame_from_r(packed)
        if kind == "list":
            values = [self.from_r(item) for item in packed[2]]
            names = self._names(packed[1])
            return values if names is None else dict(zip(names, values, strict=True))
        values = self._vector_from_r(packed[2])
        if kind == "matrix":
            rows, columns = packed[1]
            return np.asarray(values).reshape((rows, columns), order="F")
        names = self._names(packed[1])
        if names is not None:
            return dict(zip(names, (_plain(value) for value in values), strict=True))
        return _plain(values[0]) if len(values) == 1 else np.asarray(values)

    def _names(self, names: Any) -> list[str] | None:
        return None if names.typeof == self._ri.RTYPES.NILSXP else [str(name) for name in names]

    def _frame_from_r(self, packed: Any) -> pd.DataFrame:
        names, rows = list(packed[1]), packed[2][0]
        at = [position - 1 for position in packed[3]]
        doubles = _numbers(packed[4], np.float64).reshape(len(at), rows).T
        others = {
            position - 1: self._vector_from_r(column)
            for position, column in zip(packed[5], packed[6], strict=True)
        }
        if not others:
            frame = pd.DataFrame(doubles, columns=at, index=range(rows))
        else:
            # A frame of few columns of many kinds; the wide ones hold numbers only.
            others |= dict(zip(at, doubles.T, strict=True))
            frame = pd.DataFrame({at: others[at] for at in range(len(names))}, index=range(rows))
        frame.columns = pd.Index(names, dtype=object)
        return frame

    def _vector_from_r(self, packed: Any) -> Any:
        kind, payload = packed[0][0], packed[1]
        if kind == "list":
            values = np.empty(len(payload), dtype=object)
            for index, item in enumerate(payload):
                values[index] = self.from_r(item)
            return values
        if kind in ("double", "date", "time"):
            numbers = _numbers(payload, np.float64)
            if kind == "double":
                return numbers
            missing = np.isnan(numbers)
            unit = 86400e9 if kind == "date" else 1e9
            moments = np.round(np.where(missing, 0, numbers) * unit).astype("datetime64[ns]")
            moments[missing] = np.datetime64("NaT")
            return moments
        codes = _numbers(payload, np.int32)
        missing = codes == _NA_INTEGER
        if kind == "text":
            distinct = np.array([*packed[2], None], dtype=object)
            return distinct[np.where(missing, 0, codes) - 1]
        if kind == "factor":
            return pd.Categorical.from_codes(
                (np.where(missing, 0, codes) - 1).tolist(),
                pd.Index(list(packed[2])),
                ordered=bool(packed[3][0]),
            )
        if kind == "logical":
            if missing.any():
                return pd.arrays.BooleanArray(codes.astype(bool) & ~missing, missing)
            return codes.astype(bool)
        return np.where(missing, np.nan, codes) if missing.any() else codes.astype(np.int64)


def _family(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    return "bool" if isinstance(value, (bool, np.bool_)) else "number"


def _column_family(dtype: Any) -> str:
    if isinstance(dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_bool_dtype(dtype):
        return "bool"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "double"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "datetime"
    return "object"


def _numbers(vector: Any, dtype: type) -> np.ndarray:
    """A copy of a numeric R vector's memory, in NumPy's types."""
    return np.array(vector.memoryview(), dtype=dtype) if len(vector) else np.empty(0, dtype)


def _plain(value: Any) -> Any:
    if value is pd.NA or value is None:
        return None
    return value.item() if isinstance(value, np.generic) else value
