# Two rows are the same variant where these texts are equal: chromosome without "chr", "M" as "MT",
# and alleles without the bases they share, so that VCF ("CA" to "C"), MAF ("A" to "-") and longer
# spellings of an indel agree. The Python part has the same rule (`trim` and `plain_chrom`).
variant_key <- function(chrom, pos, ref, alt) {
  trimmed <- trim_alleles(pos, ref, alt)
  paste(plain_chromosome(chrom), sprintf("%.0f", trimmed$pos), trimmed$ref, trimmed$alt, sep = ":")
}

plain_chromosome <- function(chrom) {
  name <- sub("^chr", "", as.character(chrom), ignore.case = TRUE)
  name[name == "M"] <- "MT"
  name
}

# First the shared bases at the front go, which moves the position, then those at the end. An
# insertion has an empty reference and the position of the base after it.
trim_alleles <- function(pos, ref, alt) {
  pos <- as.numeric(pos)
  ref <- toupper(as.character(ref))
  alt <- toupper(as.character(alt))
  insertion <- ref %in% c("-", "")
  pos[insertion] <- pos[insertion] + 1
  ref[insertion] <- ""
  alt[alt == "-" & !insertion] <- ""
  repeat {
    front <- !insertion & nzchar(ref) & nzchar(alt) & substr(ref, 1, 1) == substr(alt, 1, 1)
    if (!any(front)) break
    ref[front] <- substring(ref[front], 2)
    alt[front] <- substring(alt[front], 2)
    pos[front] <- pos[front] + 1
  }
  last <- function(x) substring(x, nchar(x))
  repeat {
    end <- !insertion & nzchar(ref) & nzchar(alt) & last(ref) == last(alt)
    if (!any(end)) break
    ref[end] <- substr(ref[end], 1, nchar(ref[end]) - 1)
    alt[end] <- substr(alt[end], 1, nchar(alt[end]) - 1)
  }
  data.frame(pos = pos, ref = ref, alt = alt)
}
