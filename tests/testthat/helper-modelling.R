# Tables of the shape of a study: noise, or noise with `shift` added to the first ten features of
# the patients with status high.
study_table <- function(patients = 24, features = 60, high = 8, shift = 0, seed = 1) {
  x <- with_local_seed(seed, matrix(stats::rnorm(patients * features), patients))
  first <- seq_len(min(10, features))
  x[seq_len(high), first] <- x[seq_len(high), first] + shift
  colnames(x) <- sprintf("feature_%03d", seq_len(features))
  id <- sprintf("P%03d", seq_len(patients))
  list(
    x = x,
    y = factor(rep(c("high", "low"), c(high, patients - high)), levels = c("low", "high")),
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = rep(c("high", "low"), c(high, patients - high)))
  )
}

# One of the shared radiomics tables, its target as status.
shared_table <- function(name) {
  data <- utils::read.csv(shared_data("tables", paste0(name, ".csv.gz")))
  id <- as.character(data$ID)
  values <- data[setdiff(names(data), c("ID", "Target"))]
  list(
    x = as.matrix(values),
    y = factor(ifelse(data$Target == 1, "high", "low"), levels = c("low", "high")),
    features = data.frame(patient_id = id, values),
    labels = data.frame(patient_id = id, status = ifelse(data$Target == 1, "high", "low"))
  )
}

shared_tables <- c("WORC-CRLM", "Colorectal-Liver-Metastases", "HCC-TACE-Seg")
