test_that("every primary is paired with every metastasis of its patient", {
  found <- compare_lesion_pairs(several_metastases(), draws = 200)
  expect_identical(found$pairs$patient_id, c("a", "a", "b", "c", "c", "c"))
  expect_identical(found$pairs$first, rep("colon", 6))
  expect_identical(found$pairs$second,
                   c("liver 1", "liver 2", "liver", "liver", "lung", "brain"))
  # 30 against 9 and 15, 5 against 6, 14 against 11, 8 and 20, from 10 high
  expect_identical(found$pairs$direction, c(
    "first only", "both high", "both low", "both high", "first only", "both high"
  ))
  expect_identical(found$cells, c(both_high = 3L, first_only = 2L, second_only = 0L, both_low = 1L))
  expect_equal(found$pairs$p_equal[1], stats::binom.test(30, 39)$p.value)
  expect_identical(found$patients$discordant, c(1L, 0L, 1L))
  expect_identical(found$discordant$numerator, c(2L, 2L, 0L, 2L))
  expect_identical(found$discordant$denominator, c(6L, 6L, 6L, 3L))
  expect_equal(found$discordant[4, 2:4], clopper_pearson(2, 3), ignore_attr = TRUE)
  expect_identical(unname(found$sides), c("primary", "metastasis"))
})

test_that("one primary and one metastasis a patient give what compare_lesions() gives", {
  burden <- liver_pairs()
  many <- compare_lesion_pairs(burden)
  one <- compare_lesions(burden)
  expect_equal(many$pairs$p_equal, one$pairs$p_equal)
  expect_equal(unname(many$cells), unname(one$cells))
  expect_equal(many$tests$p_value[1], one$tests$p_value[one$tests$test == "McNemar, exact"])
  expect_equal(many$tests$p_value[2],
               one$tests$p_value[one$tests$test == "Wilcoxon signed rank, exact"])
  expect_equal(many$tests$p_value[3],
               one$tests$p_value[one$tests$test == "Spearman correlation"])
  expect_equal(many$discordant[1, 2:4], one$discordant[1, 2:4], ignore_attr = TRUE)
  expect_equal(many$chance[1, 2:7], one$chance[1, 2:7], ignore_attr = TRUE)
  expect_equal(many$ratios$estimate, one$ratios$estimate[1:3])
  expect_equal(many$ratios$upper[2:3], one$ratios$upper[2:3])
})

test_that("pairs are those that are named by lesion, role or site", {
  found <- compare_lesion_pairs(several_metastases(), data.frame(first = "liver", second = "lung"))
  expect_identical(found$pairs$patient_id, "c")
  expect_identical(unname(found$sides), c("liver", "lung"))
  metastases <- data.frame(first = "metastasis", second = "metastasis")
  both <- compare_lesion_pairs(several_metastases(), metastases)
  expect_identical(paste(both$pairs$first, both$pairs$second), c(
    "liver 1 liver 2", "liver lung", "liver brain", "lung brain"
  ))
  own <- data.frame(patient_id = "c", first = "colon", second = c("lung", "brain"))
  expect_identical(compare_lesion_pairs(several_metastases(), own)$pairs$second, c("lung", "brain"))
  expect_error(
    compare_lesion_pairs(several_metastases(), data.frame(first = "bone", second = "lung")),
    "no patient with both bone and lung", class = "radiotmb_data_error"
  )
})

test_that("neither the order of the lesions nor of the patients matters", {
  rows <- c(9, 3, 5, 1, 7, 2, 8, 4, 6)
  shuffled <- compare_lesion_pairs(several_metastases()[rows, ], draws = 500)
  found <- compare_lesion_pairs(several_metastases(), draws = 500)
  expect_equal(shuffled$tests, found$tests)
  expect_equal(shuffled$discordant, found$discordant)
  expect_equal(shuffled$ratios, found$ratios)
})

test_that("days and sites come along, and a lesion without a role is asked for one", {
  burden <- several_metastases()
  burden$days <- c(0, 100, 400, 0, 30, 0, 10, 20, 30)
  pairs <- compare_lesion_pairs(burden, draws = 100)$pairs
  expect_identical(pairs$days_between, c(100, 400, 30, 10, 20, 30))
  expect_identical(pairs$second_site, c("liver", "liver", "liver", "liver", "lung", "brain"))
  burden$role[3] <- NA
  expect_error(compare_lesion_pairs(burden), "has lesion \"liver 2\" in row 3",
               class = "radiotmb_data_error")
})

test_that("compare_lesions() says where several lesions are compared", {
  expect_error(compare_lesions(several_metastases()), "compare_lesion_pairs\\(\\) compares several",
               class = "radiotmb_data_error")
  one <- several_metastases()[c(1, 2, 4, 5), ]
  expect_identical(compare_lesions(one)$pairs$second, c("liver 1", "liver"))
  by_name <- one
  by_name$lesion <- one$role
  by_name$role <- NULL
  plain <- compare_lesions(by_name)
  expect_null(plain$pairs$first)
  expect_equal(compare_lesions(one)$tests, plain$tests)
})

test_that("it prints, sums up and draws", {
  found <- compare_lesion_pairs(several_metastases(), draws = 200)
  expect_output(print(found), "6 pairs of 3 patients \\(primary, metastasis\\)")
  expect_output(print(summary(found)), "patients with a discordant pair")
  expect_identical(glance(found)$pairs, 6L)
  expect_identical(names(tidy(found))[1], "statistic")
  expect_identical(nrow(augment(found)), 6L)
  expect_s3_class(autoplot(found), "ggplot")
})

test_that("a given cutoff decides the status of all pairs, and without it the column does", {
  burden <- data.frame(
    patient_id = c("a", "a", "a", "b", "b"),
    lesion = c("colon", "liver", "lung", "colon", "liver"),
    role = c("primary", "metastasis", "metastasis", "primary", "metastasis"),
    mutations = c(30, 9, 15, 5, 6), megabases = 1.2
  )
  without <- compare_lesion_pairs(burden, cutoff = 7, draws = 50)
  burden$status <- c("high", "low", "high", "low", "low")
  found <- compare_lesion_pairs(burden, cutoff = 7, draws = 50)
  expect_identical(found$cells, without$cells)
  expect_identical(found$chance, without$chance)
  expect_match(found$flags, "another for 1 lesion \\(liver of a\\)", all = FALSE)
  expect_error(compare_lesion_pairs(burden, cutoff = Inf), class = "radiotmb_argument_error")
  expect_identical(compare_lesion_pairs(burden, draws = 50)$cutoff, 10)
  burden$status[3] <- "low"
  expect_equal(compare_lesion_pairs(burden, draws = 50)$cutoff, 25)
  burden$status[4] <- "high"
  neither <- compare_lesion_pairs(burden, draws = 50)
  expect_identical(nrow(neither$chance), 0L)
  expect_identical(nrow(glance(neither)), 1L)
  expect_match(format(neither)[1], "as the column `status` says")
})
