# The call as a result keeps it: data that were given as values, as do.call() and Python do, become
# the name of their class, so that no result holds its data twice.
stored_call <- function(call) {
  if (is.function(call[[1]])) call[[1]] <- as.name("<function>")
  for (i in seq_along(call)[-1]) {
    value <- call[[i]]
    plain <- is.null(value) || is.language(value) || (is.atomic(value) && length(value) <= 10)
    if (!plain) call[[i]] <- as.name(sprintf("<%s>", class(value)[1]))
  }
  call
}
