# One seed for each named piece of work, from the study's seed: the same for any number of
# workers and any order of work. A polynomial hash modulo the Mersenne prime 2^31 - 1, exact in
# doubles.
derive_seed <- function(seed, ...) {
  check_whole(seed, "seed", lower = 0)
  # Without scientific notation: 100000 is "100000", as in Python, not "1e+05".
  parts <- vapply(list(seed, ...), format, character(1), scientific = FALSE, digits = 15)
  codes <- utf8ToInt(paste(parts, collapse = "/"))
  hash <- 5381
  for (code in codes) hash <- (hash * 131 + code) %% 2147483647
  as.integer(hash)
}

# Evaluates `code` under a seed and leaves the caller's random stream as it was. The generator is
# named so that a session's own RNGkind() changes nothing.
with_local_seed <- function(seed, code) {
  has_seed <- exists(".Random.seed", globalenv(), inherits = FALSE)
  old_seed <- if (has_seed) get(".Random.seed", globalenv(), inherits = FALSE)
  old_kind <- RNGkind()
  on.exit({
    RNGkind(old_kind[1], old_kind[2], old_kind[3])
    if (has_seed) {
      assign(".Random.seed", old_seed, globalenv())
    } else {
      rm(".Random.seed", envir = globalenv())
    }
  })
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  force(code)
}
