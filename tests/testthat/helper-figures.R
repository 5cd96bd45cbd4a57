# Every figure of the package once, from small tables whose results are the same on every machine.
all_figures <- function() {
  variants <- figure_variants()
  list(
    pairs = autoplot(compare_lesions(published_cells())),
    pairs_of_several = autoplot(compare_lesion_pairs(several_metastases(), draws = 200)),
    genes = autoplot(rank_genes(variants, top = 5)),
    oncoplot = oncoplot(
      tabulate_genes(variants), figure_pairs(), figure_clinical(), top = 4,
      labels = c(sex = "Sex at birth")
    ),
    shared_variants = autoplot(compare_variants(variants)),
    discordance = autoplot(figure_discordance()),
    survival = autoplot(compare_survival(figure_patients(), "concordance", permutations = 0)),
    survival_in_months = autoplot(
      compare_survival(figure_patients(), "stage", permutations = 0),
      time_unit = "months", labels = c(stage = "UICC stage")
    ),
    groups = autoplot(compare_groups(figure_patients(), "concordance", c("age", "sex", "stage"))),
    table_one = autoplot(table_one(figure_patients(), "concordance", c("age", "sex", "stage"))),
    audit = autoplot(audit_published()),
    evidence = autoplot(evidence_published()),
    plan = autoplot(plan_study(auc_width = 0.4, max_patients = 200)),
    published = autoplot(compare_published(list(
      burden = list(primary = list(n = 40, high = 9)),
      models = list(list(lesion = "primary", phase = "prone", auc = 0.7, auc_lower = 0.5,
                         auc_upper = 0.9, n = 40, n_positive = 9))
    ))),
    roc = autoplot(figure_nested_cv(), "roc"),
    selected_features = autoplot(figure_nested_cv(), "features"),
    predictions = autoplot(figure_nested_cv(), "predictions"),
    decision = autoplot(figure_nested_cv(), "decision"),
    calibration = autoplot(figure_nested_cv(), "calibration"),
    validation = autoplot(figure_validation()),
    permutation = autoplot(figure_null()),
    bootstrap = autoplot(figure_bootstrap()),
    elimination = autoplot(figure_elimination()),
    importance = autoplot(figure_model()),
    study = autoplot(figure_study()),
    centres = autoplot(figure_centres())
  )
}

figure_truth <- function() rep(c("low", "high", "low", "high"), c(10, 2, 4, 8))

figure_scores <- function() seq(0.02, 0.98, length.out = 24)

figure_patients <- function() {
  data.frame(
    patient_id = sprintf("P%02d", 1:12),
    os_days = c(300, 420, 510, 640, 800, 900, 1000, 1200, 1500, 1800, 2400, 2500),
    os_event = c(1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0),
    concordance = rep(c("discordant", "concordant"), c(5, 7)),
    stage = rep(c("II", "III", "IV"), 4),
    age = c(51, 62, 70, 48, 66, 74, 59, 81, 55, 63, 68, 72),
    sex = rep(c("female", "male"), c(5, 7))
  )
}

figure_variants <- function() {
  one <- function(patient, primary, metastasis) {
    lesion <- rep(c("primary", "metastasis"), c(length(primary), length(metastasis)))
    data.frame(patient_id = patient, lesion = lesion, gene = c(primary, metastasis))
  }
  rows <- rbind(
    one("a", c("APC", "TP53", "KRAS"), c("APC", "TP53")), one("b", c("APC", "SMAD4"), "APC"),
    one("c", c("TP53", "APC"), c("TP53", "BRAF", "APC")), one("d", "KRAS", c("KRAS", "PIK3CA"))
  )
  rows$chrom <- "5"
  rows$pos <- 1000 + match(rows$gene, unique(rows$gene))
  cbind(rows, ref = "C", alt = "T")
}

figure_pairs <- function() {
  compare_lesions(data.frame(
    patient_id = rep(c("a", "b", "c", "d"), each = 2), lesion = c("primary", "metastasis"),
    mutations = c(12, 4, 6, 5, 20, 22, 3, 11), megabases = 1
  ))$pairs
}

figure_clinical <- function() {
  data.frame(patient_id = c("a", "b", "c"), sex = c("f", NA, "m"), t_stage = c(2, 3, 3))
}

figure_discordance <- function() {
  id <- sprintf("P%02d", 1:12)
  status <- function(high) ifelse(1:12 %in% high, "high", "low")
  judge_discordance(
    data.frame(patient_id = id, probability = seq(0.9, 0.1, length.out = 12)),
    data.frame(patient_id = id, probability = c(3, 4, 9, 8, 7, 2, 6, 1, 2, 3, 1, 2) / 10),
    data.frame(patient_id = id, primary_status = status(1:4), metastasis_status = status(3:6)),
    primary_cutoff = 0.5, metastasis_cutoff = 0.5
  )
}

# The objects that a forest or boosting makes, with numbers that no library draws.
figure_nested_cv <- function() {
  roc <- structure(roc_youden(figure_truth(), figure_scores()), cross_validated = TRUE)
  structure(
    list(
      roc = roc, decision = decision_curve(figure_truth(), figure_scores()),
      calibration = calibration_curve(figure_truth(), figure_scores()),
      averaged = data.frame(truth = figure_truth(), probability = figure_scores()),
      features = data.frame(
        feature = c("wavelet-LLH_glszm_SmallAreaEmphasis", "original_shape_Sphericity",
                    "log-sigma-3-0-mm-3D_firstorder_90Percentile", "age"),
        share = c(1, 0.8, 0.4, 0.2)
      ),
      parameters = list(positive = "high")
    ),
    class = "nested_cv"
  )
}

figure_validation <- function() {
  smooth <- data.frame(predicted = 0:4 / 4, observed = c(0.05, 0.2, 0.45, 0.8, 0.95))
  smooth$lower <- smooth$observed - 0.05
  smooth$upper <- smooth$observed + 0.05
  structure(
    list(calibration = figure_nested_cv()$calibration, smooth = smooth), class = "model_validation"
  )
}

figure_null <- function() {
  structure(
    list(null = data.frame(permutation = 1:8, auc = c(2, 3, 4, 5, 5, 6, 6, 7) / 10 + 0.01),
         observed = 0.81, p_value = 1 / 9, interval = NULL, parameters = list()),
    class = "permutation_null"
  )
}

figure_bootstrap <- function() {
  structure(
    list(auc = 0.72, lower = 0.55, upper = 0.89, conf_level = 0.95,
         resampled = data.frame(resample = 1:8, auc = c(5, 6, 6, 7, 7, 8, 8, 9) / 10 + 0.01)),
    class = "chain_bootstrap"
  )
}

figure_elimination <- function() {
  structure(
    list(size = 4, profile = data.frame(size = c(1, 2, 4, 8), accuracy = c(6, 7, 8, 7.5) / 10)),
    class = "rfe_forest"
  )
}

figure_model <- function() {
  structure(
    list(positive = "high", features = data.frame(
      name = c("wavelet-LLH_glszm_SmallAreaEmphasis", "original_glcm_Imc1", "age"),
      importance = c(0.6, 0.3, 0.1), direction = c("higher", "lower", "mixed")
    )),
    class = "fitted_model"
  )
}

figure_study <- function() {
  structure(
    list(results = list(simulated = TRUE), tables = list(cutoffs = data.frame(
      lesion = c("primary", "metastasis"), phase = c("prone", "enhanced"), auc = c(0.701, 0.812),
      auc_lower = c(0.45, 0.6), auc_upper = c(0.95, 1)
    ))),
    class = "radiotmb_study"
  )
}

figure_centres <- function() {
  structure(
    list(
      centres = data.frame(centre = c("A", "B", "C"), n = c(20L, 30L, 8L),
                           n_positive = c(8L, 12L, 0L), auc = c(0.7, 0.8, NA),
                           lower = c(0.5, 0.6, NA), upper = c(0.9, 0.95, NA)),
      measures = data.frame(estimate = c(0.75, 0.75), lower = c(0.6, 0.3), upper = c(0.88, 0.95)),
      positive = "high", conf_level = 0.95
    ),
    class = "centre_validation"
  )
}

# A figure as what a reader takes from it, in whatever font it is drawn: its words, and each layer's
# marks in data coordinates with their colours. Plain data that JSON keeps.
describe_figure <- function(figure) {
  built <- ggplot2::ggplot_build(figure)
  words <- figure$labels[intersect(
    c("title", "subtitle", "caption", "x", "y", "colour", "fill", "shape", "linetype"),
    names(figure$labels)
  )]
  panel <- built$layout$panel_params[[1]]
  list(
    words = as.list(unlist(words)),
    axes = list(x = as.character(stats::na.omit(panel$x$get_labels())),
                y = as.character(stats::na.omit(panel$y$get_labels()))),
    layers = Map(describe_layer, figure$layers, built$data, USE.NAMES = FALSE)
  )
}

positions <- c("x", "y", "xmin", "xmax", "ymin", "ymax", "xintercept", "yintercept", "slope",
               "intercept")

describe_layer <- function(layer, marks) {
  # What is drawn at random within a row says nothing.
  if (inherits(layer$position, "PositionJitter")) marks$x <- round(as.numeric(marks$x))
  places <- lapply(marks[intersect(positions, names(marks))], \(x) signif(as.numeric(x), 6))
  own <- intersect(c("colour", "fill"), names(marks))
  c(
    list(geom = class(layer$geom)[1]), places, lapply(marks[own], as_hex),
    if ("label" %in% names(marks)) list(label = as.character(marks$label))
  )
}

as_hex <- function(colour) {
  known <- !is.na(colour)
  colour[known] <- apply(
    grDevices::col2rgb(colour[known]), 2, \(one) sprintf("#%02x%02x%02x", one[1], one[2], one[3])
  )
  colour
}
