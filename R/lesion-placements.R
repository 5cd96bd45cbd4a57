# The exact test of whether one side of the pairs is high (or mutated) more often than the other.
#
# The statistic is the number of pairs high in the first lesion only, less that of pairs high in
# the second only. Were a patient's lesions exchangeable, its high ones could as well be any others
# of its lesions: all placements are equally likely, patient by patient. With one pair a patient
# this is McNemar's exact test. Nothing is assumed about how alike a patient's pairs are.

# `weight` of a lesion is the number of pairs it is first in less that of pairs it is second in.
test_placements <- function(high, weight, patient_id) {
  by_patient <- split(seq_along(high), patient_id)
  total <- list(from = 0, mass = 1)
  for (rows in by_patient) {
    if (length(unique(high[rows])) < 2) next
    total <- add_draws(total, placement_sums(weight[rows], sum(high[rows])))
  }
  observed <- sum(weight[high])
  sums <- total$from + seq_along(total$mass) - 1
  list(
    statistic = observed,
    p_value = min(1, sum(total$mass[abs(sums) >= abs(observed)])),
    informative = length(total$mass) > 1
  )
}

# The distribution of the sum of `chosen` weights, drawn without replacement: the number of subsets
# by size and sum, one lesion after the other. `mass` begins at the sum `from`.
placement_sums <- function(weight, chosen) {
  lowest <- sum(pmin(weight, 0))
  width <- sum(abs(weight)) + 1
  counts <- matrix(0, chosen + 1, width)
  counts[1, 1 - lowest] <- 1
  for (w in weight) {
    moved <- matrix(0, chosen + 1, width)
    columns <- seq_len(width)
    target <- columns + w
    inside <- target >= 1 & target <= width
    if (chosen > 0) {
      moved[-1, target[inside]] <- counts[-(chosen + 1), columns[inside]]
    }
    counts <- counts + moved
  }
  mass <- counts[chosen + 1, ]
  list(from = lowest, mass = mass / sum(mass))
}

add_draws <- function(first, second) {
  mass <- numeric(length(first$mass) + length(second$mass) - 1)
  for (i in which(second$mass > 0)) {
    at <- i - 1 + seq_along(first$mass)
    mass[at] <- mass[at] + second$mass[i] * first$mass
  }
  list(from = first$from + second$from, mass = mass)
}

# The weights of lesions of which every primary is paired with every metastasis of its patient.
role_weights <- function(lesions) {
  of_role <- function(role) {
    as.vector(table(factor(lesions$patient_id[lesions$role == role], unique(lesions$patient_id)))[
      lesions$patient_id
    ])
  }
  ifelse(lesions$role == "primary", of_role("metastasis"), -of_role("primary"))
}
