library(testthat)
library(radiotmb)

test_check("radiotmb")
