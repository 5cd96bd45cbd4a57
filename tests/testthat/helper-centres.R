# Three centres whose scanners shift and scale every feature, with a status of its own in each.
centre_table <- function(each = 20, features = 12, shift = 1.5, seed = 1,
                         centres = c("A", "B", "C")) {
  n <- each * length(centres)
  centre <- rep(centres, each = each)
  status <- rep(rep(c("high", "low"), c(round(each * 0.4), each - round(each * 0.4))),
                length(centres))
  x <- with_local_seed(seed, matrix(stats::rnorm(n * features), n))
  x[status == "high", 1:2] <- x[status == "high", 1:2] + shift
  number <- match(centre, centres)
  x <- x * (0.5 + number / 2) + number * 3
  colnames(x) <- sprintf("feature_%03d", seq_len(features))
  id <- sprintf("P%03d", seq_len(n))
  list(
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = status, centre = centre)
  )
}

# Noise whose level differs between centres as their share of the status does.
confounded_noise <- function(seed, features = 150) {
  high <- c(A = 21, B = 21, C = 4, D = 4)
  centre <- rep(names(high), each = 25)
  status <- unlist(lapply(high, \(n) rep(c("high", "low"), c(n, 25 - n))), use.names = FALSE)
  x <- with_local_seed(seed, {
    noise <- matrix(stats::rnorm(100 * features), 100)
    noise + c(A = 1, B = 1.2, C = -1, D = -0.8)[centre] %o% stats::rnorm(features)
  })
  id <- sprintf("P%03d", seq_len(100))
  colnames(x) <- sprintf("feature_%03d", seq_len(features))
  list(
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = status, centre = centre)
  )
}

# A chain of a fraction of a second.
quick_chain <- function(...) {
  nested_cv_control(
    outer = 3, inner = 2, trees = 5, sizes = c(1, 2, 5), xgboost = list(nrounds = 10),
    bootstrap = 5, ...
  )
}
