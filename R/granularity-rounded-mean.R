# Can a mean come from counts over a fixed size that were each rounded, to the decimals of the mean,
# before they were averaged? The GRIM test takes the mean of unrounded values.
#
# In steps of the last decimal a count k is worth k x a / q (a / q in lowest terms), and rounding
# moves it by an error that depends on k modulo q only. So all that matters of n counts is their
# total modulo q and their total error, and these are few.

mean_of_rounded_possible <- function(mean, n, digits, size) {
  places <- count_decimals(format_each(size))
  a <- round(10^(digits + places))
  q <- round(size * 10^places)
  shared <- greatest_common_divisor(a, q)
  a <- a / shared
  q <- q / shared
  # A fine pattern of errors excludes nothing.
  if (q > 60) return(TRUE)
  interval <- rounding_interval(mean, digits)
  limits <- c(interval$lower, interval$upper) * n * 10^digits
  sums <- rounding_error_sums(n, a, q)
  # The total T of the counts has (T x a + error) / q in the limits, and is what it is modulo q.
  first <- pmax(ceiling((limits[1] * q - sums$error) / a - 1e-9), 0)
  last <- floor((limits[2] * q - sums$error) / a + 1e-9)
  any(last - first >= (sums$residue - first) %% q)
}

# What n counts can have together: total modulo q, and total error in q-ths of the last decimal.
rounding_error_sums <- function(n, a, q) {
  residue <- seq_len(q) - 1
  above <- (residue * a) %% q
  one <- data.frame(residue = residue, error = ifelse(2 * above <= q, -above, q - above))
  # Halves are rounded up by some and to even by others.
  half <- 2 * above == q
  one <- rbind(one, data.frame(residue = residue[half], error = (q - above)[half]))
  sums <- data.frame(residue = 0, error = 0)
  for (i in seq_len(n)) {
    pairs <- expand.grid(old = seq_len(nrow(sums)), new = seq_len(nrow(one)))
    sums <- unique(data.frame(
      residue = (sums$residue[pairs$old] + one$residue[pairs$new]) %% q,
      error = sums$error[pairs$old] + one$error[pairs$new]
    ))
  }
  sums
}

greatest_common_divisor <- function(a, b) {
  while (b > 0) {
    rest <- a %% b
    a <- b
    b <- rest
  }
  a
}
