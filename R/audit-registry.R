# The checks that a table of claims may name. Built at load time, so it collates after the checks.
audit_checks <- list(
  counts = audit_check(
    \(claim, inputs, context) audit_counts(claim, inputs, context), "who", "among",
    words = c("who", "among")
  ),
  mean_of_counts = audit_check(
    \(claim, inputs, ...) audit_mean_of_counts(claim, inputs), optional = c("size", "items")
  ),
  median_of_whole = audit_check(
    \(claim, inputs, ...) audit_median_of_whole(claim, inputs), optional = "step"
  ),
  mean_of_part = audit_check(
    \(claim, inputs, ...) audit_mean_of_part(claim, inputs), "whole", "lowest"
  ),
  ratio_of_means = audit_check(
    \(claim, inputs, ...) audit_ratio_of_means(claim, inputs), c("numerator", "denominator")
  ),
  ratio_across = audit_check(
    \(claim, inputs, ...) audit_ratio_across(claim, inputs), "numerator", words = "numerator"
  ),
  percentage = audit_check(
    \(claim, inputs, ...) audit_percentage(claim, inputs), c("part", "whole")
  ),
  share_of_whole = audit_check(
    \(claim, inputs, ...) audit_share_of_whole(claim, inputs), optional = "whole"
  ),
  total = audit_check(\(claim, inputs, ...) audit_total(claim, inputs), variadic = TRUE),
  difference = audit_check(
    \(claim, inputs, ...) audit_difference(claim, inputs), c("from", "less")
  ),
  marginals = audit_check(
    \(claim, inputs, ...) audit_marginals(claim, inputs),
    c("first", "second", "first_only", "second_only", "whole")
  ),
  p_from_pairs = audit_check(
    \(claim, inputs, ...) audit_p_from_pairs(claim, inputs),
    c("first", "second", "first_only", "second_only", "whole"), "test", words = "test"
  ),
  p_from_groups = audit_check(
    \(claim, inputs, ...) audit_p_from_groups(claim, inputs),
    c("events_1", "n_1", "events_2", "n_2"), "test", words = "test"
  ),
  auc_split = audit_check(
    \(claim, inputs, context) audit_auc_split(claim, inputs, context),
    optional = c("n", "positive", "whole", "same_patients", "who", "among"),
    words = c("who", "among")
  ),
  confusion = audit_check(
    \(claim, inputs, context) audit_confusion(claim, inputs, context),
    optional = c("sensitivity", "specificity", "accuracy", "n", "n_max", "positive",
                 "positive_max", "who", "among"),
    words = c("who", "among")
  ),
  between = audit_check(\(claim, inputs, ...) audit_between(claim, inputs), c("lower", "upper")),
  at_least = audit_check(\(claim, inputs, ...) audit_at_least(claim, inputs), "limit"),
  below = audit_check(\(claim, inputs, ...) audit_below(claim, inputs), "limit"),
  same_as = audit_check(
    \(claim, inputs, ...) audit_same_as(claim, inputs), "claim", "unless", words = "unless"
  ),
  not_before = audit_check(\(claim, inputs, ...) audit_not_before(claim, inputs), "claim"),
  discretisation = audit_check(
    \(claim, inputs, ...) audit_discretisation(claim, inputs), c("width", "lower", "upper")
  ),
  feature_count = audit_check(
    \(claim, inputs, ...) audit_feature_count(claim, inputs),
    optional = c("original", "per_image", "wavelet")
  ),
  counting_noise = audit_check(
    \(claim, inputs, ...) audit_counting_noise(claim, inputs), c("cutoff", "megabases", "whole")
  ),
  permuted_labels = audit_check(\(claim, inputs, context) audit_permuted_labels(claim, context))
)
