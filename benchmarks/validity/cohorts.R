radiotmb_internal <- asNamespace("radiotmb")

first_cohort <- as.integer(Sys.getenv("FIRST_COHORT", "1"))

# Each cohort has a seed of its own, so the counts do not depend on the number of processes.
over_cohorts <- function(cohorts, work) {
  future.apply::future_lapply(first_cohort - 1L + seq_len(cohorts), function(cohort) {
    set.seed(cohort)
    work(cohort)
  }, future.seed = NULL)
}

# A chain small enough to run ten thousand times: 20 features, of which 5 differ by `shift` standard
# deviations; 3 outer and 2 inner folds, 5 trees, 10 rounds of boosting.
small_chain <- list(
  outer = 3, inner = 2, trees = 5, sizes = c(1, 2, 5), xgboost = list(nrounds = 10)
)

small_ridge <- list(outer = 3, inner = 2, learner = "glmnet")

simulated_patients <- function(n_high, n_low, shift) {
  status <- rep(c("high", "low"), c(n_high, n_low))
  x <- matrix(rnorm(length(status) * 20), ncol = 20)
  x[status == "high", 1:5] <- x[status == "high", 1:5] + shift
  list(x = x, status = status)
}

cohort_of <- function(n, shift) {
  found <- simulated_patients(round(n / 3), n - round(n / 3), shift)
  id <- sprintf("P%04d", seq_len(n))
  list(
    features = data.frame(patient_id = id, found$x),
    labels = data.frame(patient_id = id, status = found$status)
  )
}
