# One row for each patient, lesion and gene: "a p APC" is patient a's primary with APC mutated.
gene_rows <- function(rows, verdict = "counted") {
  parts <- strsplit(rows, " ")
  data.frame(
    patient_id = vapply(parts, `[`, "", 1),
    lesion = ifelse(vapply(parts, `[`, "", 2) == "p", "primary", "metastasis"),
    gene = vapply(parts, `[`, "", 3), verdict = verdict
  )
}

three_patients <- gene_rows(c(
  "a p APC", "a p APC", "a p TP53", "a m APC", "b p APC", "b m APC", "b m KRAS",
  "c p TP53", "c m TP53", "c m KRAS"
))

test_that("a gene counts once a patient, and ties share the smaller rank", {
  genes <- rank_genes(three_patients)$genes
  row <- function(gene) as.list(genes[genes$gene == gene, ])
  expect_identical(genes$gene, c("APC", "TP53", "KRAS"))
  expect_identical(row("APC")[c("primary", "metastasis")], list(primary = 2L, metastasis = 2L))
  expect_identical(row("TP53")$primary_rank, 1L)
  expect_identical(row("TP53")$metastasis_rank, 3L)
  expect_identical(row("KRAS")$primary_rank, NA_integer_)
  expect_identical(row("KRAS")$metastasis_only, 2L)
  expect_identical(unique(genes$n_pairs), 3L)
})

test_that("the paired test is the exact McNemar test, with Benjamini-Hochberg beside it", {
  rows <- c(sprintf("%s p APC", letters[1:7]), "h m APC", sprintf("%s p TP53", letters[1:8]),
            sprintf("%s m TP53", letters[1:8]))
  genes <- rank_genes(gene_rows(rows), samples = data.frame(
    patient_id = letters[1:8], lesion = rep(c("primary", "metastasis"), each = 8)
  ))$genes
  expect_equal(genes$p_value[genes$gene == "APC"], stats::binom.test(7, 8)$p.value)
  expect_equal(genes$p_value[genes$gene == "TP53"], 1)
  expect_equal(genes$fdr, stats::p.adjust(genes$p_value, "BH"))
})

test_that("only counted variants rank", {
  removed <- gene_rows(sprintf("%s p BRAF", c("a", "b", "c")), verdict = "germline")
  expect_identical(
    rank_genes(rbind(three_patients, removed))$genes, rank_genes(three_patients)$genes
  )
})

test_that("a patient with one lesion is ranked but not tested", {
  found <- rank_genes(rbind(three_patients, gene_rows("d p KRAS")))$genes
  expect_identical(found$primary[found$gene == "KRAS"], 1L)
  expect_identical(found$primary_only[found$gene == "KRAS"], 0L)
  expect_identical(unique(found$n_pairs), 3L)
})

test_that("samples name the lesions that have no variant", {
  samples <- data.frame(patient_id = rep(c("a", "b", "c", "d"), each = 2),
                        lesion = c("primary", "metastasis"))
  found <- rank_genes(rbind(three_patients, gene_rows("d p KRAS")), samples = samples)$genes
  expect_identical(found$primary_only[found$gene == "KRAS"], 1L)
  expect_identical(unique(found$n_pairs), 4L)
})

test_that("the overlap of the lists, and what random lists would share", {
  found <- rank_genes(three_patients, top = 2)
  # primary: APC, TP53; metastasis: APC and KRAS with two patients each
  expect_identical(found$overlap, 1L)
  expect_identical(found$shared, "APC")
  expect_equal(found$overlap_test$expected, 2 * 2 / 3)
  # any two pairs out of three genes share at least one
  expect_equal(found$overlap_test$p_value, 1)
})

test_that("the range over ties equals trying every way to break them", {
  every_overlap <- function(genes, top) {
    lists <- lapply(c("primary", "metastasis"), \(lesion) {
      count <- genes[[lesion]]
      mutated <- sum(count > 0)
      if (mutated <= top) return(list(genes$gene[count > 0]))
      last <- sort(count, decreasing = TRUE)[top]
      sure <- genes$gene[count > last]
      tied <- genes$gene[count == last]
      lapply(utils::combn(seq_along(tied), top - length(sure), simplify = FALSE),
             \(i) c(sure, tied[i]))
    })
    overlaps <- outer(lists[[1]], lists[[2]], Vectorize(\(a, b) length(intersect(a, b))))
    range(overlaps)
  }
  with_local_seed(5, for (i in 1:60) {
    genes <- data.frame(
      gene = LETTERS[1:8], primary = sample(0:3, 8, TRUE), metastasis = sample(0:3, 8, TRUE)
    )
    for (top in c(2, 3, 5)) {
      expect_identical(overlap_range(genes, top), as.integer(every_overlap(genes, top)))
    }
  })
})

test_that("no counted variant, or no pair, is said", {
  none <- rank_genes(gene_rows(c("a p APC", "a m APC"), verdict = "depth"))
  expect_identical(none$flags, "no counted variant with a gene")
  expect_identical(none$overlap, 0L)
  expect_identical(nrow(none$genes), 0L)
  expect_output(print(none), "0 mutated genes")
  alone <- rank_genes(gene_rows(c("a p APC", "b m APC")))
  expect_match(alone$flags, "no patient with both lesions", all = FALSE)
})

test_that("the order of variants changes nothing", {
  shuffled <- three_patients[rev(seq_len(nrow(three_patients))), ]
  expect_identical(rank_genes(shuffled)$genes, rank_genes(three_patients)$genes)
})

test_that("a ranking prints and plots", {
  found <- rank_genes(three_patients, top = 2)
  expect_snapshot(found)
  expect_identical(tidy(found)[names(found$genes)], found$genes)
  expect_identical(summary(found)$genes, found$genes)
  expect_identical(glance(found)$genes, 3L)
  bars <- ggplot2::layer_data(autoplot(found), 1)
  expect_identical(nrow(bars), 4L)
  many <- rank_genes(gene_rows(sprintf("a p G%02d", 1:12)))
  expect_output(print(many), "and 2 more genes")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
})

test_that("tables without the needed columns or with other lesions are refused", {
  expect_snapshot(error = TRUE, {
    rank_genes(data.frame(patient_id = "a", lesion = "primary"))
    rank_genes(gene_rows("a p APC"), top = 0)
    rank_genes(data.frame(patient_id = "a", lesion = "node", gene = "APC"))
    rank_genes("variants.csv")
  })
})
