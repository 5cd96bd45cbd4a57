# Three patients with one, two and three metastases.
several_metastases <- function() {
  data.frame(
    patient_id = c("a", "a", "a", "b", "b", "c", "c", "c", "c"),
    lesion = c("colon", "liver 1", "liver 2", "colon", "liver", "colon", "liver", "lung", "brain"),
    role = c("primary", "metastasis", "metastasis", "primary", "metastasis", "primary",
             rep("metastasis", 3)),
    site = c("colon", "liver", "liver", "colon", "liver", "colon", "liver", "lung", "brain"),
    mutations = c(30, 9, 15, 5, 6, 14, 11, 8, 20), megabases = 1
  )
}

# The burdens and variants of patients with three, two and one lesions.
burden_of_three <- data.frame(
  patient_id = c("a", "a", "a", "b", "b", "c"),
  lesion = c("primary", "liver", "lung", "primary", "liver", "primary"),
  role = c("primary", "metastasis", "metastasis", "primary", "metastasis", "primary"),
  mutations = c(30, 9, 15, 5, 6, 12), megabases = 1
)

variants_of_three <- data.frame(
  patient_id = c(rep("a", 7), "b", "b"),
  lesion = c("primary", "liver", "lung", "primary", "lung", "liver", "lung", "primary", "liver"),
  gene = c("APC", "APC", "APC", "TP53", "TP53", "KRAS", "KRAS", "APC", "TP53"),
  chrom = "1", pos = c(5, 5, 5, 9, 9, 20, 21, 7, 8), ref = "C", alt = "T", verdict = "counted"
)
