# Range, importance and direction of each feature in the training patients.
feature_table <- function(x, learned, covariates) {
  shap <- contributions(learned, cbind(x, covariates))[, colnames(x), drop = FALSE]
  # A correlation of a constant is missing.
  trend <- vapply(seq_len(ncol(x)), function(j) {
    suppressWarnings(stats::cor(x[, j], shap[, j], method = "spearman"))
  }, numeric(1))
  data.frame(
    name = colnames(x), low = apply(x, 2, min), high = apply(x, 2, max),
    median = unname(learned$medians), mean = colMeans(x), sd = column_sd(x),
    importance = colMeans(abs(shap)),
    direction = ifelse(
      is.na(trend), "none", ifelse(trend >= 0.5, "higher", ifelse(trend <= -0.5, "lower", "mixed"))
    ),
    row.names = NULL
  )
}

# Of a regression the exact ones are those of a linear model: the coefficient times the distance
# from the training patients' mean.
contributions <- function(learned, x) {
  if (is.null(learned$regression)) return(shap_values(learned$booster, x))
  cbind(regression_terms(learned$regression, x), baseline = learned$regression$intercept)
}

# Exact SHAP values: one column a feature, in log-odds, then the baseline.
shap_values <- function(booster, x) {
  values <- stats::predict(booster, boosting_data(x), predcontrib = TRUE)
  matrix(as.numeric(values), nrow(x), dimnames = list(NULL, c(colnames(x), "baseline")))
}
