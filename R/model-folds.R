# Stratified folds: the members of each class are shuffled and dealt in turn, one class going on
# where the other stopped, so that folds differ by at most one patient in each class and in size.
stratified_folds <- function(y, folds, seed) {
  with_local_seed(seed, {
    fold <- integer(length(y))
    dealt <- 0
    for (level in levels(y)) {
      members <- which(y == level)
      if (length(members) == 0) next
      members <- members[sample.int(length(members))]
      fold[members] <- (dealt + seq_along(members) - 1) %% folds + 1
      dealt <- dealt + length(members)
    }
    as.integer(fold)
  })
}

smaller_class <- function(y) min(table(y))

# Folds in which all rows of a patient are together. Without copies they are stratified_folds();
# where the smaller class has fewer patients than folds there are fewer. Patients whose lesions are
# of both classes are dealt between those of one, so that two patients of a class are in two folds.
grouped_folds <- function(y, copies_of, folds, seed) {
  if (is.null(copies_of)) return(stratified_folds(y, folds, seed))
  patients <- which(!duplicated(copies_of))
  folds <- min(folds, patients_of_smaller_class(y, copies_of))
  of_patients <- stratified_folds(patient_classes(y, copies_of), folds, seed)
  of_patients[match(copies_of, copies_of[patients])]
}

# The patients of the smaller class, each once; one with lesions of both classes is of both.
patients_of_smaller_class <- function(y, copies_of) min(patients_of_classes(y, copies_of))

patients_of_classes <- function(y, copies_of) {
  if (is.null(copies_of)) return(table(y))
  vapply(levels(y), \(level) length(unique(copies_of[y == level])), integer(1))
}
