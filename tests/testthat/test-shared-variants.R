variant_rows <- function(patient, lesion, pos, chrom = "1") {
  data.frame(patient_id = patient, lesion = lesion, chrom = chrom, pos = pos, ref = "C", alt = "T")
}

two_patients <- rbind(
  variant_rows("a", "primary", 1:4), variant_rows("a", "metastasis", 3:8),
  variant_rows("b", "primary", 1:2), variant_rows("b", "metastasis", 1:2)
)

test_that("shared and private variants are counted in each patient", {
  found <- compare_variants(two_patients)$patients
  expect_identical(found$shared, c(2L, 2L))
  expect_identical(found$primary_private, c(2L, 0L))
  expect_identical(found$metastasis_private, c(4L, 0L))
  expect_equal(found$jaccard, c(2 / 8, 1))
})

test_that("the mean index has a t interval and the pooled one its linearised interval", {
  found <- compare_variants(two_patients)$measures
  expect_equal(found$estimate, c(mean(c(0.25, 1)), 4 / 10))
  expect_true(all(found$lower >= 0 & found$upper <= 1))
})

test_that("another allele at the same place is another variant; chr1 and 1 are one chromosome", {
  primary <- variant_rows("a", "primary", 7, "chr1")
  same <- variant_rows("a", "metastasis", 7, "1")
  expect_identical(compare_variants(rbind(primary, same))$patients$shared, 1L)
  other <- transform(same, alt = "G")
  expect_identical(compare_variants(rbind(primary, other))$patients$shared, 0L)
})

test_that("filtered variants and repeated lines do not count", {
  twice <- rbind(two_patients, two_patients)
  expect_identical(compare_variants(twice)$patients, compare_variants(two_patients)$patients)
  verdicts <- transform(two_patients, verdict = ifelse(pos == 3, "germline", "counted"))
  expect_identical(compare_variants(verdicts)$patients$shared, c(1L, 2L))
})

test_that("a patient without any counted variant has no index, and says so", {
  none <- transform(two_patients, verdict = ifelse(patient_id == "a", "depth", "counted"))
  found <- compare_variants(none)
  expect_true(is.nan(found$patients$jaccard[1]))
  expect_match(found$flags, "no Jaccard index: a")
  expect_identical(found$measures$n, c(1L, 2L))
})

test_that("the shared counts feed the chance model", {
  burden <- data.frame(
    patient_id = c("a", "a", "b", "b"), lesion = c("primary", "metastasis"),
    mutations = c(4, 6, 2, 2), megabases = 1
  )
  sharing <- compare_variants(two_patients)
  found <- compare_lesions(burden, cutoff = 5, shared = sharing$patients)
  expect_equal(found$chance$sharing[2], 2 * 4 / 14)
})

test_that("shared variants print and plot", {
  found <- compare_variants(two_patients)
  expect_snapshot(found)
  expect_identical(tidy(found)[names(found$measures)], found$measures)
  expect_identical(summary(found)$measures, found$measures)
  expect_identical(augment(found), found$patients)
  expect_identical(glance(found)$shared, 4L)
  expect_identical(nrow(ggplot2::layer_data(autoplot(found))), 6L)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
})

test_that("variants of one lesion only cannot be compared", {
  expect_snapshot(error = TRUE, {
    compare_variants(two_patients[two_patients$lesion == "primary", ])
    compare_variants(two_patients["patient_id"])
    compare_variants(two_patients, conf_level = 1)
  })
})

test_that("one indel spelled as VCF and as MAF, and chrM and MT, are shared", {
  sites <- data.frame(
    patient_id = "a", lesion = rep(c("primary", "metastasis"), each = 3),
    chrom = c("chr5", "chrM", "17", "5", "MT", "chr17"), pos = c(100, 263, 50, 101, 263, 48),
    ref = c("CA", "A", "C", "A", "A", "GTC"), alt = c("C", "G", "T", "-", "G", "GTT")
  )
  expect_identical(compare_variants(sites)$patients$shared, 3L)
})
