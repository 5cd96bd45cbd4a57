#' A simulated radiomics table without any signal
#'
#' Features in correlated families, as radiomics features are, and labels that know nothing of
#' them: whatever a modelling chain finds here, it made up.
#'
#' @param n,positive Numbers of patients, and of those with high status.
#' @param features Number of features; 1037 is what the published extraction gives.
#' @param families Number of families: each shares one hidden value, and a feature's share of it is
#'   uniform between one half and one.
#' @param seed Whole number that determines the table.
#' @return A list of two data frames: `features` (patient_id and the features) and `labels`
#'   (patient_id, status). Simulated, not measured.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references Varma S, Simon R. Bias in error estimation when using cross-validation for model
#'   selection. BMC Bioinformatics 2006;7:91. \doi{10.1186/1471-2105-7-91}
#' @examples
#' data <- simulated_radiomics(n = 22, positive = 8, features = 30, seed = 1)
#' table(data$labels$status)
#' @export
simulated_radiomics <- function(n, positive, features = 1037, families = 60, seed = 1) {
  check_whole(n, "n", 2)
  check_whole(positive, "positive", 1)
  if (positive >= n) abort_argument("positive", sprintf("less than %d", n), positive)
  check_whole(features, "features", 1)
  check_whole(families, "families", 1)
  values <- with_local_seed(derive_seed(seed, "simulated radiomics", n, positive), {
    hidden <- matrix(stats::rnorm(n * families), n)
    family <- sample.int(families, features, replace = TRUE)
    share <- stats::runif(features, 0.5, 1)
    noise <- matrix(stats::rnorm(n * features), n)
    sweep(hidden[, family, drop = FALSE], 2, sqrt(share), `*`) +
      sweep(noise, 2, sqrt(1 - share), `*`)
  })
  patient_id <- sprintf("S%03d", seq_len(n))
  colnames(values) <- sprintf("simulated_%04d", seq_len(features))
  list(
    features = data.frame(patient_id = patient_id, values),
    labels = data.frame(patient_id = patient_id, status = rep(c("high", "low"),
                                                              c(positive, n - positive)))
  )
}
