# A cohort of the study's shape whose numbers are all true, published as a paper would: the claims
# are computed from patients, rounded, and audited.
simulate_claims <- function(seed) {
  withr::local_seed(seed)
  n <- sample(16:60, 1)
  repeat {
    burden <- rgamma(n, 2, 0.2)
    primary <- rpois(n, burden * 1.2)
    metastasis <- rpois(n, burden * runif(1, 0.6, 1) * 1.2)
    high <- cbind(primary >= 12, metastasis >= 12)
    only <- c(sum(high[, 1] & !high[, 2]), sum(high[, 2] & !high[, 1]))
    if (all(colSums(high) %in% 2:(n - 2)) && all(only > 0)) break
  }
  high_only <- high[, 1] & !high[, 2]
  means <- c(mean(primary), mean(metastasis), mean(primary[high_only]),
             mean(metastasis[high_only])) / 1.2
  scanned <- sort(sample(n, n - sample(0:2, 1)))
  score <- round(rnorm(n, high[, 1]), 1)
  called <- score >= 0.5
  positive <- high[scanned, 1]
  cells <- c(sum(called[scanned] & positive), sum(!called[scanned] & positive),
             sum(!called[scanned] & !positive), sum(called[scanned] & !positive))
  u <- sum(rank(score[scanned])[positive]) - sum(positive) * (sum(positive) + 1) / 2
  pairs <- matrix(c(sum(high[, 1] & high[, 2]), only[2], only[1], sum(!high[, 1] & !high[, 2])), 2)
  test <- sample(c("chi-square without", "Fisher", "McNemar with continuity", "exact McNemar"), 1)
  p <- recompute_p_values(pairs, paired = TRUE)
  age <- sample(40:85, n, replace = TRUE)
  # R's own rounding, or that of programs that round halves up.
  shown <- if (runif(1) < 0.5) {
    function(x, digits) sprintf("%.*f", digits, x)
  } else {
    function(x, digits) sprintf("%.*f", digits, floor(x * 10^digits + 0.5 + 1e-9) / 10^digits)
  }
  claim <- function(id, kind, value, n = NA, checks = "") {
    data.frame(id = id, kind = kind, value = value, n = n, checks = checks)
  }
  whole <- function(x) shown(x, 0)
  mean_claim <- function(id, value, n, checks = "mean_of_counts(size = 1.2)") {
    claim(id, "mean", shown(value, 2), n, checks)
  }
  rbind(
    claim("patients", "count", whole(n)),
    claim("scanned", "count", whole(length(scanned)), n),
    claim("missing", "count", whole(n - length(scanned)), n, "difference(patients, scanned)"),
    claim("primary_high", "count", whole(sum(high[, 1])), n),
    claim("metastasis_high", "count", whole(sum(high[, 2])), n),
    claim("primary_only", "count", whole(only[1]), n),
    claim("metastasis_only", "count", whole(only[2]), n, paste(
      "marginals(primary_high, metastasis_high, primary_only, metastasis_only, patients)"
    )),
    claim("discordant", "count", whole(sum(only)), n, "total(primary_only, metastasis_only)"),
    claim("discordant_percent", "percentage", shown(100 * sum(only) / n, 1), n,
          "percentage(part = discordant, whole = patients)"),
    mean_claim("mean_primary", means[1], n),
    mean_claim("mean_metastasis", means[2], n),
    mean_claim("part_primary", means[3], only[1],
               "mean_of_counts(size = 1.2); mean_of_part(mean_primary); at_least(10)"),
    mean_claim("part_metastasis", means[4], only[1],
               "mean_of_counts(size = 1.2); mean_of_part(mean_metastasis); below(10)"),
    # A mean of zero mutations has no ratio.
    if (round(means[4], 2) > 0.01) {
      claim("ratio", "ratio", shown(means[3] / means[4], 2), only[1],
            "ratio_of_means(part_primary, part_metastasis)")
    },
    claim("p", "p_value", shown(p$p_value[grep(test, p$test)], 3), n, sprintf(paste0(
      "p_from_pairs(primary_high, metastasis_high, primary_only, metastasis_only, patients, ",
      "test = \"%s\")"
    ), test)),
    if (sum(positive) %in% 1:(length(positive) - 1)) rbind(
      claim("auc", "auc", shown(u / (sum(positive) * sum(!positive)), 3), length(scanned),
            "auc_split(n = scanned, positive = primary_high, whole = patients)"),
      claim("sensitivity", "proportion", shown(cells[1] / sum(cells[1:2]), 3)),
      claim("specificity", "proportion", shown(cells[3] / sum(cells[3:4]), 3)),
      claim("accuracy", "proportion", shown((cells[1] + cells[3]) / sum(cells), 3), NA,
            "confusion(sensitivity = sensitivity, specificity = specificity, n = scanned)")
    ),
    claim("age_min", "minimum", whole(min(age)), n),
    claim("age_max", "maximum", whole(max(age)), n),
    claim("age", "median", shown(median(age), 1), n,
          "median_of_whole(); between(lower = age_min, upper = age_max)")
  )
}

test_that("1000 true cohorts raise no false alarm", {
  alarms <- lapply(1:1000, function(seed) {
    checks <- audit_published(simulate_claims(seed))$checks
    cbind(seed = rep(seed, nrow(checks)), checks)[checks$verdict %in% c("inconsistent", "odd"), ]
  })
  expect_identical(do.call(rbind, alarms)$sentence, character())
})

# Each plant makes one number impossible, and says which claim must be reported.
change <- function(claims, id, value) {
  claims$value[claims$id == id] <- value
  claims
}
number <- function(claims, id) as.numeric(claims$value[claims$id == id])

plants <- list(
  mean_primary = function(claims) {
    n <- claims$n[claims$id == "mean_primary"]
    # Half way between two possible means.
    change(claims, "mean_primary", sprintf(
      "%.4f", (floor(number(claims, "mean_primary") * n * 1.2) + 0.5) / (n * 1.2)
    ))
  },
  discordant_percent = function(claims) {
    percent <- number(claims, "discordant_percent")
    change(claims, "discordant_percent", sprintf("%.1f", percent + 0.3))
  },
  metastasis_only = function(claims) {
    change(claims, "metastasis_only", sprintf("%d", number(claims, "metastasis_only") + 1))
  },
  missing = function(claims) change(claims, "missing", "9"),
  ratio = function(claims) {
    change(claims, "ratio", sprintf("%.2f", 1.5 * number(claims, "ratio") + 0.1))
  },
  p = function(claims) {
    p <- number(claims, "p")
    change(claims, "p", sprintf("%.3f", if (p > 0.5) p - 0.1 else p + 0.1))
  },
  accuracy = function(claims) {
    # An accuracy lies between sensitivity and specificity.
    highest <- max(number(claims, "sensitivity"), number(claims, "specificity"))
    lowest <- min(number(claims, "sensitivity"), number(claims, "specificity"))
    wrong <- if (highest < 0.9) highest + 0.05 else lowest - 0.05
    change(claims, "accuracy", sprintf("%.3f", wrong))
  },
  age = function(claims) change(claims, "age", "64.8")
)

test_that("a planted inconsistency is found in every cohort", {
  for (name in names(plants)) {
    found <- vapply(1:15, function(seed) {
      claims <- simulate_claims(seed)
      if (!name %in% claims$id) return(TRUE)
      checks <- audit_published(plants[[name]](claims))$checks
      any(checks$claim == name & checks$verdict %in% c("inconsistent", "odd"))
    }, NA)
    expect_identical(which(!found), integer(), info = name)
  }
})

test_that("an AUC that no split gives is found", {
  claims <- simulate_claims(1)
  scanned <- number(claims, "scanned")
  high <- number(claims, "primary_high")
  possible <- seq(max(1, high - number(claims, "missing")), high)
  reachable <- unlist(lapply(possible, function(positive) {
    round(seq(0, 2 * positive * (scanned - positive)) / (2 * positive * (scanned - positive)), 3)
  }))
  free <- setdiff(sprintf("%.3f", seq(0.6, 0.9, by = 0.001)), sprintf("%.3f", reachable))
  skip_if(length(free) == 0)
  checks <- audit_published(change(claims, "auc", free[1]))$checks
  expect_identical(checks$verdict[checks$claim == "auc"], "odd")
})

# A cohort of the study's shape: two statuses and three kinds of scan of each patient, published as
# counts, AUCs and rates of the models' discordance.
simulate_scanned <- function(seed) {
  withr::local_seed(seed)
  n <- 24
  scans <- cbind(colonography = rep(TRUE, n), enhanced = rep(TRUE, n))
  repeat {
    primary <- runif(n) < 1 / 3
    metastasis <- ifelse(runif(n) < 0.7, primary, runif(n) < 0.25)
    for (scan in 1:2) scans[, scan] <- !seq_len(n) %in% sample(n, sample(0:2, 1))
    read <- scans[, 1] & scans[, 2]
    both <- list(primary[scans[, 1]], metastasis[scans[, 2]], metastasis,
                 (primary != metastasis)[read])
    if (all(vapply(both, \(x) any(x) && !all(x), NA))) break
  }
  auc <- function(positive) {
    score <- rnorm(length(positive), positive)
    u <- sum(rank(score)[positive]) - sum(positive) * (sum(positive) + 1) / 2
    sprintf("%.3f", u / (sum(positive) * sum(!positive)))
  }
  right <- runif(sum(read)) < 0.7
  differs <- (primary != metastasis)[read]
  claim <- function(id, kind, value, checks = "") data.frame(id, kind, value, checks)
  count <- function(id, who, holds) {
    claim(id, "count", sprintf("%d", sum(holds)), sprintf("counts('%s')", who))
  }
  claims <- rbind(
    count("patients", "all", rep(TRUE, n)), count("primary", "primary", primary),
    count("metastasis", "metastasis", metastasis),
    count("primary_only", "primary & !metastasis", primary & !metastasis),
    count("colonography", "colonography", scans[, 1]),
    count("enhanced", "enhanced", scans[, 2]),
    claim("auc_1", "auc", auc(both[[1]]), "auc_split(who = 'primary', among = 'colonography')"),
    claim("auc_2", "auc", auc(both[[2]]), "auc_split(who = 'metastasis', among = 'enhanced')"),
    claim("sensitivity", "proportion", sprintf("%.3f", mean(right[differs]))),
    claim("specificity", "proportion", sprintf("%.3f", mean(right[!differs]))),
    claim("accuracy", "proportion", sprintf("%.3f", mean(right)), paste(
      "confusion(sensitivity = sensitivity, specificity = specificity,",
      "who = 'primary != metastasis', among = 'colonography & enhanced')"
    ))
  )
  list(claims = claims, patients = data.frame(primary, metastasis, scans))
}

# Whether the true numbers of patients in the cells solve the system.
holds_truth <- function(joint, patients) {
  patients <- patients[names(joint$cells)]
  cell <- match(do.call(paste, patients), do.call(paste, joint$cells))
  truth <- tabulate(cell, nrow(joint$cells))
  counts <- drop(joint$groups$rows %*% truth)
  system <- joint$system
  inside <- all(counts >= system$lower & counts <= system$upper)
  inside && all(vapply(system$tables, function(table) {
    any(table$values[, 1] == counts[table$rows[1]] & table$values[, 2] == counts[table$rows[2]])
  }, NA))
}

test_that("the truth is among the compatible cohorts of 1000, and no claim is called false", {
  seen <- lapply(1:1000, function(seed) {
    cohort <- simulate_scanned(seed)
    joint <- joint_reading(read_claims(cohort$claims))
    list(conflicts = length(joint$conflicts), truth = holds_truth(joint, cohort$patients))
  })
  expect_identical(sum(vapply(seen, `[[`, 0L, "conflicts")), 0L)
  expect_true(all(vapply(seen, `[[`, NA, "truth")))
})

test_that("the audit of such cohorts raises no alarm", {
  alarms <- lapply(1:10, function(seed) {
    checks <- audit_published(simulate_scanned(seed)$claims)$checks
    checks[checks$verdict %in% c("inconsistent", "odd"), ]
  })
  expect_identical(do.call(rbind, alarms)$sentence, character())
})
