test_that("burdens of MAF files are the mutations written into them", {
  skip_without_command()
  folder <- local_folder()
  samples <- write_samples(folder)
  found <- compute_tmb(samples = samples, megabases = 1.2, quiet = TRUE)
  expect_identical(found$burden$patient_id, samples$patient_id)
  expect_equal(found$burden$mutations, c(20, 18, 25, 3, 4, 15, 6, 7))
  expect_equal(
    found$burden[c("tmb", "tmb_lower", "tmb_upper", "p_high")],
    tmb_status(found$burden$mutations, 1.2)[c("tmb", "tmb_lower", "tmb_upper", "p_high")],
    tolerance = 1e-8
  )
  expect_identical(sum(found$variants$verdict == "counted"), 98L)
  expect_identical(nrow(found$variants), 106L)
  expect_identical(found$failures, character())
  expect_output(print(found), "8 samples, 4 high; 106 variants, 98 counted")
  cells <- compare_lesions(found$burden)$cells
  expect_identical(unname(cells), rep(1L, 4))
})

test_that("a sample that fails is a warning while the others go on", {
  skip_without_command()
  folder <- local_folder()
  samples <- write_samples(folder)
  writeLines("no MAF at all", samples$variants[3])
  expect_warning(
    found <- compute_tmb(samples = samples, quiet = TRUE), "1 failed",
    class = "radiotmb_data_warning"
  )
  expect_identical(nrow(found$burden), 7L)
  expect_length(found$failures, 1)
})

test_that("what the command refuses is a condition that names the file", {
  skip_without_command()
  maf <- write_maf(file.path(local_folder(), "a.maf"), 3)
  refused <- rlang::catch_cnd(compute_tmb(maf, preset = "nothing", quiet = TRUE), "error")
  expect_s3_class(refused, "radiotmb_input_error")
  expect_match(refused$problem, "preset")
})

test_that("arguments are refused before anything is started", {
  expect_snapshot(error = TRUE, {
    compute_tmb()
    compute_tmb("a.vcf", samples = "samples.csv")
    compute_tmb("nowhere.vcf", workers = 0)
  })
})

test_that("a table in a file names files elsewhere only where that is allowed", {
  skip_without_command()
  samples <- write_samples(local_folder())
  table <- file.path(local_folder(), "samples.csv")
  utils::write.csv(samples, table, row.names = FALSE)
  refused <- rlang::catch_cnd(compute_tmb(samples = table, quiet = TRUE), "error")
  expect_s3_class(refused, "radiotmb_input_error")
  expect_match(refused$where, "line 2, column 'variants'")
  allowed <- compute_tmb(samples = table, quiet = TRUE, allow_outside = TRUE)
  expect_identical(nrow(allowed$burden), 8L)
})
