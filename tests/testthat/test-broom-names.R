# One result of every class that has tidy() or glance(), with little to compute.
result_of_each_class <- function() {
  data <- study_table(12, 5, 6)
  x <- data$features[setdiff(names(data$features), c("patient_id", "lesion", "phase"))]
  status <- factor(data$labels$status)
  probability <- rank(x[[1]]) / (nrow(x) + 1)
  patients <- sprintf("P%02d", 1:12)
  burden <- data.frame(
    patient_id = rep(patients, 2), lesion = rep(c("primary", "metastasis"), each = 12),
    mutations = c(14, 3, 5, 20, 7, 2, 13, 9, 30, 4, 6, 8, 3, 5, 15, 22, 6, 2, 4, 9, 28, 3, 7, 10),
    megabases = 1.2
  )
  variants <- data.frame(
    patient_id = rep(patients, 2), lesion = burden$lesion, chrom = "1", pos = rep(1:12, 2),
    ref = "A", alt = "T", gene = rep(c("APC", "TP53", "KRAS"), 8), verdict = "counted",
    consequence = "missense_variant"
  )
  scores <- data.frame(patient_id = patients, probability = seq(0.05, 0.95, length.out = 12))
  truth <- data.frame(
    patient_id = patients, primary_status = rep(c("high", "low"), 6),
    metastasis_status = rep(c("low", "low", "high"), 4)
  )
  clinical <- data.frame(
    patient_id = patients, os_days = seq(100, 1200, by = 100), os_event = rep(c(1, 0, 1), 4),
    age = 51:62, concordance = rep(c("a", "b"), each = 6)
  )
  study <- list(results = list(study = "one", cohort = list(patients = 12)), tables = list(
    cutoffs = data.frame(
      phase = "prone", auc = 0.7, auc_lower = 0.4, auc_upper = 0.9, p_permutation = 0.1
    ),
    pairs = data.frame(discordant = c(TRUE, FALSE))
  ), failures = data.frame(name = character()))
  lesions <- cbind(burden, role = burden$lesion)
  notes <- data.frame(
    level = "warning", stage = "check", subject = "phases", message = "no scan", remedy = ""
  )
  check <- list(
    status = 1L, notes = notes, models = data.frame(), expected = data.frame(),
    call = quote(check_study("study.yaml"))
  )
  small <- list(trees = 15, repeats = 1, seed = 1)
  chain <- function(f, ...) do.call(f, c(list(data$features, data$labels, ...), small))
  results <- list(
    drop_correlated(x), rfe_forest(x[1:3], status, trees = 15),
    roc_youden(status, probability), calibration_curve(status, probability),
    decision_curve(status, probability, bootstrap = 20),
    chain(nested_cv, bootstrap = 20), chain(permutation_null, permutations = 2),
    chain(chain_bootstrap, resamples = 2),
    compare_lesions(burden), rank_genes(variants), compare_variants(variants),
    judge_discordance(scores, scores, truth, 0.5, 0.4),
    compare_survival(clinical, "concordance"),
    compare_groups(clinical, "concordance", variables = "age"),
    table_one(clinical, "concordance", variables = "age"),
    plan_study(auc_width = 0.4, max_patients = 200), evidence_published(), audit_published(),
    compatible_cohorts(), compare_published(list(burden = list(primary = list(n = 30, high = 9)))),
    structure(study, class = "radiotmb_study"), compare_lesion_pairs(lesions),
    structure(check, class = "study_check"), quick_model(),
    validate_model(
      quick_model(), other_hospital()$features, other_hospital()$labels, bootstrap = 20
    ),
    fit_combat(x, rep(c("A", "B"), length.out = nrow(x))),
    centres_of(data, small), compare_models(
      chain(nested_cv, bootstrap = 2), chain(nested_cv, bootstrap = 2, alpha = 0.2),
      permutations = 9, names = c("first", "second")
    ),
    added_value(
      data$features, data$labels, data.frame(patient_id = data$labels$patient_id, age = 51:62),
      resamples = 0, trees = 15
    )
  )
  stats::setNames(results, vapply(results, \(one) class(one)[1], ""))
}

centres_of <- function(data, small) {
  labels <- transform(data$labels, centre = rep(c("A", "B"), length.out = nrow(data$labels)))
  do.call(validate_centres, c(list(data$features, labels, bootstrap = 2), small))
}

limits <- c("estimate", "conf.low", "conf.high")
tidy_names <- list(
  correlation_filter = "term", rfe_forest = c("term", "estimate"), roc_youden = limits,
  calibration_curve = limits, decision_curve = limits, nested_cv = c("term", "estimate"),
  permutation_null = c("term", "estimate"),
  chain_bootstrap = c("term", "estimate", "std.error", "conf.low", "conf.high"),
  lesion_pairs = c("statistic", "p.value", "method"), gene_ranking = c("term", "p.value"),
  variant_sharing = c("term", limits), discordance = c("term", limits),
  survival_comparison = c("term", "estimate", "p.value", "conf.low", "conf.high"),
  group_comparison = c("term", "statistic", "p.value", "method"),
  table_one = c("term", "estimate", "statistic", "p.value", "conf.low", "conf.high", "method"),
  study_plan = c("term", "estimate"),
  published_evidence = c("term", "estimate", "p.value", "conf.low", "conf.high"),
  published_audit = c("term", "method"), compatible_cohorts = c("term", "method"),
  published_comparison = c("term", "estimate", "p.value", "conf.low", "conf.high"),
  radiotmb_study = c("term", "estimate", "p.value", "conf.low", "conf.high"),
  fitted_model = "term", model_validation = c("term", limits),
  clustered_pairs = c("statistic", "p.value", "method"), study_check = character(),
  combat = character(), centre_validation = c("term", limits),
  model_comparison = c(
    "term", "estimate", "std.error", "p.value", "conf.low", "conf.high", "method"
  ),
  added_value = c(
    "term", "estimate", "std.error", "statistic", "p.value", "conf.low", "conf.high", "method"
  )
)
glance_names <- list(
  correlation_filter = "method", rfe_forest = c("estimate", "method"), roc_youden = limits,
  nested_cv = limits, permutation_null = c("statistic", "p.value"),
  chain_bootstrap = c("estimate", "std.error", "conf.low", "conf.high"),
  lesion_pairs = c("estimate", "p.value", "conf.low", "conf.high", "method"),
  gene_ranking = c("statistic", "p.value"), variant_sharing = c(limits, "method"),
  discordance = c("p.value", "method"), survival_comparison = c("statistic", "p.value", "method"),
  group_comparison = character(), table_one = character(), study_plan = character(),
  published_evidence = character(),
  published_audit = character(), compatible_cohorts = character(),
  published_comparison = character(), radiotmb_study = character(),
  fitted_model = c("conf.low", "conf.high", "p.value"),
  model_validation = c("conf.low", "conf.high", "p.value"),
  clustered_pairs = c("estimate", "p.value", "conf.low", "conf.high", "method"),
  study_check = character(), combat = character(),
  centre_validation = c("conf.low", "conf.high", "statistic", "p.value"),
  model_comparison = c("conf.low", "conf.high", "p.value"),
  added_value = c("conf.low", "conf.high", "p.value")
)

classes_with <- function(generic) {
  methods <- getNamespaceInfo("radiotmb", "S3methods")
  sort(methods[methods[, 1] == generic, 2])
}

results <- suppressMessages(result_of_each_class())

test_that("every tidy() and glance() gives broom's names first", {
  expect_identical(sort(names(tidy_names)), classes_with("tidy"))
  expect_identical(sort(names(glance_names)), classes_with("glance"))
  for (class in names(tidy_names)) {
    table <- suppressMessages(tidy(results[[class]]))
    expect_identical(intersect(names(table), broom_order), tidy_names[[class]], info = class)
    expect_identical(utils::head(names(table), length(tidy_names[[class]])), tidy_names[[class]])
    expect_identical(anyDuplicated(names(table)), 0L, info = class)
  }
  for (class in names(glance_names)) {
    row <- suppressMessages(glance(results[[class]]))
    expect_identical(nrow(row), 1L, info = class)
    expect_identical(intersect(names(row), broom_order), glance_names[[class]], info = class)
  }
})

test_that("every list of results holds its call, and no data with it", {
  for (class in setdiff(names(tidy_names),
                        c("radiotmb_study", "calibration_curve", "decision_curve",
                          "published_comparison"))) {
    call <- results[[class]]$call
    expect_true(is.call(call), info = class)
    expect_lt(as.numeric(utils::object.size(call)), 1e4)
  }
  expect_identical(as.character(results$roc_youden$call[[1]]), "roc_youden")
})

test_that("columns are the same under both names, and a curve has broom's alone", {
  found <- suppressMessages(tidy(results$survival_comparison))
  expect_identical(found$estimate, results$survival_comparison$hazard_ratios$hazard_ratio)
  ratios <- results$survival_comparison$hazard_ratios
  expect_identical(found[c("lower", "upper")], ratios[c("lower", "upper")])
  expect_identical(found$conf.low, found$lower)
  roc <- suppressMessages(glance(results$roc_youden))
  expect_identical(roc$conf.high, results$roc_youden$auc_upper)
  expect_named(tidy(results$calibration_curve),
               c("estimate", "conf.low", "conf.high", "predicted", "n"))
  expect_identical(tidy(results$decision_curve)$estimate, results$decision_curve$model)
  measures <- suppressMessages(tidy(results$nested_cv, "measures"))
  expect_identical(measures$term, results$nested_cv$measures$measure)
  point <- suppressMessages(tidy(results$roc_youden, "operating_point"))
  expect_identical(point$conf.low, results$roc_youden$operating_point$lower)
})

test_that("a range that is no confidence interval keeps its name", {
  null <- suppressMessages(glance(results$permutation_null))
  expect_false("conf.low" %in% names(null))
  expect_identical(null$lower, results$permutation_null$interval[1])
  genes <- suppressMessages(glance(results$gene_ranking))
  expect_false("conf.low" %in% names(genes))
})

test_that("the old names are told of once in a session", {
  rlang::reset_message_verbosity("radiotmb broom names")
  table <- data.frame(measure = "a", lower = 1, upper = 2)
  expect_message(broom_names(table, term = "measure"), class = "radiotmb_deprecated")
  expect_no_message(broom_names(table, term = "measure"))
})

test_that("a table without rows, and one without old names", {
  empty <- suppressMessages(broom_names(data.frame(lower = numeric(), p_value = numeric())))
  expect_identical(dim(empty), c(0L, 4L))
  expect_named(broom_names(data.frame(n = 1, estimate = 2)), c("estimate", "n"))
})
