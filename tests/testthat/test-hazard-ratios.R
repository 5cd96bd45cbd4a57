twelve_patients <- function() {
  data.frame(
    patient_id = as.character(1:12),
    time = c(5, 8, 12, 20, 24, 30, 6, 9, 14, 22, 27, 31),
    event = c(1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1),
    group = factor(rep(c("a", "b"), each = 6))
  )
}

test_that("hazard ratios, Wald limits and p-values are coxph()'s", {
  deaths <- survival::colon[survival::colon$etype == 2, ]
  data <- data.frame(time = deaths$time, event = deaths$status, group = deaths$rx)
  found <- fit_hazards(data, 0.95)
  reference <- summary(survival::coxph(survival::Surv(time, event) ~ group, data))
  expect_equal(found$hazard_ratios$hazard_ratio, unname(reference$conf.int[, "exp(coef)"]))
  expect_equal(found$hazard_ratios$lower, unname(reference$conf.int[, "lower .95"]))
  expect_equal(found$hazard_ratios$upper, unname(reference$conf.int[, "upper .95"]))
  expect_equal(found$hazard_ratios$p_value, unname(reference$coefficients[, "Pr(>|z|)"]))
  check <- survival::cox.zph(survival::coxph(survival::Surv(time, event) ~ group, data))
  expect_equal(found$proportional_hazards$p_value, check$table["GLOBAL", "p"])
})

test_that("hazards that cross are found out", {
  n <- 400
  time <- c(stats::qweibull((1:n) / (n + 1), 0.5, 10), stats::qweibull((1:n) / (n + 1), 4, 10))
  data <- data.frame(time = time, event = 1, group = factor(rep(c("a", "b"), each = n)))
  expect_lt(fit_hazards(data, 0.95)$proportional_hazards$p_value, 0.001)
})

test_that("a group without an event has ratio 0 and a profile-likelihood upper limit", {
  data <- transform(twelve_patients(), event = ifelse(group == "b", 0, event))
  found <- fit_hazards(data, 0.95)
  ratio <- found$hazard_ratios
  expect_identical(c(ratio$hazard_ratio, ratio$lower), c(0, 0))
  # at the limit the partial log-likelihood is half a chi-square quantile below its supremum
  loglik <- function(beta) {
    deaths <- data$time[data$event == 1]
    -sum(vapply(deaths, \(t) {
      at_risk <- table(data$group[data$time >= t])
      log(at_risk[["a"]] + exp(beta) * at_risk[["b"]])
    }, numeric(1)))
  }
  expect_equal(loglik(-40) - loglik(log(ratio$upper)), stats::qchisq(0.95, 1) / 2, tolerance = 1e-5)
  expect_equal(
    ratio$p_value, stats::pchisq(2 * (loglik(-40) - loglik(0)), 1, lower.tail = FALSE),
    tolerance = 1e-6
  )
  expect_match(found$flags, "could not be checked")
  expect_true(is.na(found$proportional_hazards$p_value))
})

test_that("a reference without an event gives the mirrored, infinite ratio", {
  data <- transform(twelve_patients(), event = ifelse(group == "b", 0, event))
  upper <- fit_hazards(data, 0.95)$hazard_ratios$upper
  data$group <- factor(data$group, c("b", "a"))
  found <- fit_hazards(data, 0.95)$hazard_ratios
  expect_identical(c(found$hazard_ratio, found$upper), c(Inf, Inf))
  expect_equal(found$lower, 1 / upper, tolerance = 1e-5)
})

test_that("two groups without events among three have no ratio to each other", {
  alive <- transform(twelve_patients(), patient_id = paste0(patient_id, "x"), event = 0)
  data <- rbind(twelve_patients(), alive)
  data$group <- factor(rep(c("a", "b", "c", "d"), each = 6), c("c", "a", "b", "d"))
  found <- fit_hazards(data, 0.95)$hazard_ratios
  expect_identical(found$note, c("profile likelihood", "profile likelihood",
                                 "no event in either group"))
  expect_true(is.na(found$hazard_ratio[3]))
})

test_that("events of one group before all of the other give a ratio without Wald limits", {
  data <- data.frame(
    patient_id = as.character(1:8), time = c(1:4, 11:14), event = 1,
    group = factor(rep(c("a", "b"), each = 4))
  )
  found <- fit_hazards(data, 0.95)
  expect_identical(found$hazard_ratios$hazard_ratio, 0)
  expect_true(found$hazard_ratios$upper > 0 && found$hazard_ratios$upper < 1)
  # at ratio 1 each order of 8 is as likely as any other; without end towards 0 the four of group a
  # come first in any order, and so do the four of b
  expect_equal(
    found$hazard_ratios$p_value,
    stats::pchisq(2 * log(choose(8, 4)), 1, lower.tail = FALSE), tolerance = 1e-6
  )
  expect_match(found$flags, "could not be checked")
})

test_that("groups never at risk together have no ratio", {
  data <- data.frame(
    patient_id = c("1", "2", "3"), time = c(3, 1, 10), event = c(1, 0, 0),
    group = factor(c("a", "b", "a"))
  )
  found <- fit_hazards(data, 0.95)$hazard_ratios
  expect_true(is.na(found$hazard_ratio))
  expect_match(found$note, "never at risk together")
})
