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
  folder <- local_folder()
  maf <- write_maf(file.path(folder, "a.maf"), 3)
  refused <- rlang::catch_cnd(compute_tmb(maf, preset = "nothing", quiet = TRUE), "error")
  expect_s3_class(refused, "radiotmb_input_error")
  expect_match(refused$problem, "preset")
  study <- file.path(folder, "study.yaml")
  writeLines("colour: blue", study)
  refused <- rlang::catch_cnd(run_study(study, quiet = TRUE), "error")
  expect_s3_class(refused, "radiotmb_input_error")
  expect_identical(basename(refused$file), "study.yaml")
})

test_that("arguments are refused before anything is started", {
  expect_snapshot(error = TRUE, {
    compute_tmb()
    compute_tmb("a.vcf", samples = "samples.csv")
    compute_tmb("nowhere.vcf", workers = 0)
    extract_radiomics(image = "scan.nii.gz")
    run_study("study.yaml", engine = "julia")
    run_study("study.yaml", quiet = "yes")
  })
  skip_without_command()
  expect_error(run_study("nowhere.yaml"), "there is no file \"nowhere.yaml\"",
               class = "radiotmb_input_error")
  expect_error(run_study(7), class = "radiotmb_argument_error")
})

test_that("a real scan has its 1037 features, under PyRadiomics' names", {
  image <- shared_data("radiomics", "lung1_image.nrrd")
  skip_without_command()
  mask <- shared_data("radiomics", "lung1_label.nrrd")
  reference <- utils::read.csv(
    shared_data("radiomics", "lung1_features_pyradiomics_2.2.0.csv"), check.names = FALSE
  )
  found <- extract_radiomics(image = image, mask = mask, quiet = TRUE)
  expect_identical(nrow(found), 1L)
  expect_equal(sum(grepl("^(original|wavelet|log-sigma)", names(found))), 1037)
  value <- reference[reference[[1]] == "original_firstorder_Mean", 2]
  expect_equal(found$original_firstorder_Mean, value, tolerance = 1e-12)
})

test_that("a study of burdens alone runs from its file to R objects", {
  skip_without_command()
  folder <- local_folder()
  samples <- write_samples(folder)
  samples$variants <- basename(samples$variants)
  utils::write.csv(samples, file.path(folder, "samples.csv"), row.names = FALSE)
  study <- file.path(folder, "study.yaml")
  writeLines(c("name: four cells", "simulated: true", "samples: samples.csv"), study)
  found <- run_study(study, quiet = TRUE)
  expect_s3_class(found, "radiotmb_study")
  expect_identical(found$tables$pairs$patient_id, sprintf("00%d", 1:4))
  expect_identical(sum(found$tables$pairs$discordant), 2L)
  # the command's R and this one give the same numbers
  own <- compare_lesions(found$tables$burden)
  expect_equal(found$tables$lesion_tests$p_value, own$tests$p_value)
  expect_true(file.exists(found$report))
  expect_output(print(found), "SIMULATED data")
  elsewhere <- file.path(folder, "elsewhere")
  again <- run_study(study, out = elsewhere, quiet = TRUE)
  expect_identical(again$tables$pairs, found$tables$pairs)
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
