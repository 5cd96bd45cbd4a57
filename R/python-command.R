# The Python part is reached by running its command in a child process: an R that hosts Python that
# hosts R aborts at exit.

# Where the command may be, in the order of asking: name of the source and the path it gives. No
# folder above the project's is looked into: anybody may write into some of them.
command_places <- function(radiotmb) {
  list(
    "the argument `radiotmb`" = radiotmb,
    "the option radiotmb.command" = getOption("radiotmb.command"),
    "the environment variable RADIOTMB_COMMAND" = empty_to_null(Sys.getenv("RADIOTMB_COMMAND")),
    "the search path" = empty_to_null(unname(Sys.which("radiotmb"))),
    "the project's .venv" = own_command(file.path(getwd(), ".venv", "bin", "radiotmb"))
  )
}

# A command in the working folder, if the command and the folders it lies in are this user's or
# root's: with the folder of somebody else would come what they wish to be run.
own_command <- function(path) {
  if (!file.exists(path)) return(NULL)
  parts <- c(path, dirname(path), dirname(dirname(path)))
  owners <- file.info(parts, extra_cols = TRUE)$uid
  # Windows knows no such numbers
  user <- file.info(tempdir())$uid
  if (is.null(owners) || all(owners %in% c(0, user))) path
}

empty_to_null <- function(x) if (length(x) == 0 || !nzchar(x)) NULL else x

# The first place that names a command is used; a wrong name is refused, not replaced by the next.
find_command <- function(radiotmb = NULL, call = rlang::caller_env()) {
  places <- Filter(Negate(is.null), command_places(radiotmb))
  if (length(places) == 0) {
    abort_missing(paste(
      "The command `radiotmb` (the Python part) is not there. In the project's folder `make setup`",
      "installs it; elsewhere install the Python package radiotmb and name the command in",
      "options(radiotmb.command = )."
    ), call = call)
  }
  path <- places[[1]]
  if (!is.character(path) || length(path) != 1 || is.na(path)) {
    abort_argument("radiotmb", "the path of the command", path, call)
  }
  found <- unname(Sys.which(path.expand(path)))
  if (!nzchar(found)) {
    abort_missing(sprintf("There is no command %s; %s names it.", dQuote(path, FALSE),
                          names(places)[1]), call = call)
  }
  normalizePath(found)
}

abort_missing <- function(message, ..., call = rlang::caller_env()) {
  rlang::abort(message, class = c("radiotmb_missing_error", "radiotmb_error"), ..., call = call)
}

# Runs `radiotmb ARGUMENTS --json`. Progress goes to the user's standard error as it comes. Returns
# a list of data (what the command said on standard output), failed (its lines on samples or scans
# that failed) and status, which is one of `accepted`; every other status is a condition, as is an
# error that the command reports.
run_command <- function(arguments, radiotmb = NULL, quiet = FALSE, accepted = 0:1,
                        call = rlang::caller_env()) {
  command <- find_command(radiotmb, call)
  said <- character()
  listen <- function(text, process) {
    said <<- c(said, text)
    if (!quiet) cat(text, file = stderr())
  }
  result <- processx::run(
    command, c(arguments, "--json"), error_on_status = FALSE, stderr_callback = listen,
    env = child_environment(), cleanup_tree = TRUE
  )
  said <- strsplit(paste(said, collapse = ""), "[\r\n]+")[[1]]
  if (!result$status %in% accepted) abort_command(result, said, call)
  data <- tryCatch(
    parse_json(result$stdout),
    error = \(error) abort_command(result, said, call)
  )
  if (is.list(data) && !is.null(data$error)) abort_command(result, said, call)
  list(
    data = data,
    failed = sub("^failed: ", "", grep("^failed: ", said, value = TRUE)),
    status = result$status
  )
}

# The R that the command hosts finds the packages of this session. R_TESTS names a file of this
# process that another R would not find.
child_environment <- function() {
  c(
    "current", R_LIBS = paste(.libPaths(), collapse = .Platform$path.sep), R_TESTS = "",
    LD_LIBRARY_PATH = user_library_path(Sys.getenv("LD_LIBRARY_PATH"))
  )
}

# R starts with the system's libraries ahead of the user's own, and a Python with a libpython of its
# own would then load the system's and fail. R's shell fragment says what it has put in front; an R
# started by another R has it there twice.
user_library_path <- function(path, fragment = file.path(R.home("etc"), "ldpaths")) {
  if (!file.exists(fragment)) return(path)
  shown <- processx::run(
    "sh", c("-c", ". \"$0\" && printf %s \"$R_LD_LIBRARY_PATH\"", fragment),
    error_on_status = FALSE
  )$stdout
  while (nzchar(shown) && startsWith(path, shown)) {
    path <- sub("^:", "", substring(path, nchar(shown) + 1))
  }
  path
}

# Python's error classes and the conditions they become.
command_conditions <- c(
  InputError = "radiotmb_input_error", MissingSoftwareError = "radiotmb_missing_error",
  StatisticsError = "radiotmb_statistics_error", TaskError = "radiotmb_task_error"
)

abort_command <- function(result, said, call) {
  last <- utils::tail(strsplit(result$stdout, "\n")[[1]], 1)
  error <- tryCatch(parse_json(last)$error, error = \(e) NULL)
  if (is.null(error)) {
    # An option the command does not know, or a command that was killed: its last lines are the
    # message.
    words <- utils::tail(said[nzchar(said)], 3)
    error <- list(problem = paste(c(
      sprintf("The command `radiotmb` ended with status %s", format(result$status)), words
    ), collapse = "\n"))
    error$message <- error$problem
  }
  if (identical(error$class, "StudyError")) abort_study(error, result$status, call)
  kind <- if (is.null(error$class)) NA else command_conditions[error$class]
  rlang::abort(
    error$message,
    class = c(
      if (is.na(kind)) "radiotmb_command_error" else unname(kind), error$condition, "radiotmb_error"
    ),
    problem = error$problem, file = error$file, where = error$where, expected = error$expected,
    hint = error$hint, exit_status = result$status, call = call
  )
}

# What refuses a study: the faults one by one in `notes`, and where and hint as place and remedy.
abort_study <- function(error, status, call) {
  rlang::abort(
    error$message, class = c("radiotmb_study_error", "radiotmb_input_error", "radiotmb_error"),
    problem = error$problem, file = error$file, where = error$where, place = error$where,
    expected = error$expected, hint = error$hint, remedy = error$hint,
    notes = rows_of(error$notes, note_columns), exit_status = status, call = call
  )
}

# --name value for each given value; absolute paths stay good whatever the child's folder.
command_options <- function(...) {
  given <- Filter(Negate(is.null), list(...))
  unlist(lapply(names(given), \(name) c(paste0("--", name), as.character(given[[name]]))))
}

outside_option <- function(allowed) if (allowed) "--allow-outside"

existing_file <- function(path, argument, call = rlang::caller_env()) {
  if (is.null(path)) return(NULL)
  if (!is.character(path) || length(path) == 0 || anyNA(path)) {
    abort_argument(argument, "the path of a file", path, call)
  }
  missing <- path[!file.exists(path)]
  if (length(missing) > 0) {
    rlang::abort(
      sprintf("`%s`: there is no file %s.", argument, dQuote(missing[1], FALSE)),
      class = c("radiotmb_input_error", "radiotmb_error"), file = missing[1], call = call
    )
  }
  normalizePath(path)
}

# A table of files as the command reads it. Paths in a data frame are meant from the working folder,
# those in a file from that file's folder.
written_table <- function(table, argument, paths, folder, call = rlang::caller_env()) {
  if (!is.data.frame(table)) return(existing_file(table, argument, call))
  table <- as.data.frame(table)
  for (column in intersect(paths, names(table))) {
    files <- as.character(table[[column]])
    given <- !is.na(files) & nzchar(files)
    files[given] <- absolute_path(files[given])
    table[[column]] <- files
  }
  path <- file.path(folder, paste0(argument, ".csv"))
  utils::write.csv(table, path, row.names = FALSE, na = "")
  path
}

# normalizePath() leaves a path alone whose file is not there yet.
absolute_path <- function(path) {
  relative <- !grepl("^(/|~)", path)
  path[relative] <- file.path(getwd(), path[relative])
  normalizePath(path, mustWork = FALSE)
}

# A CSV as the command writes it: identifiers, chromosomes and alleles stay text ("T" is a base, not
# TRUE), everything else is converted to the type of its values.
read_command_table <- function(path) {
  table <- utils::read.csv(
    path, colClasses = "character", na.strings = c("", "NA", "NaN", "nan"), check.names = FALSE
  )
  for (column in setdiff(names(table), text_columns())) {
    table[[column]] <- convert_column(table[[column]])
  }
  table
}

# Columns that are names even where they look like numbers or logicals; Python reads the same file.
text_columns <- function() {
  utils::read.csv(system.file("extdata", "text-columns.csv", package = "radiotmb"))$column
}

convert_column <- function(x) {
  known <- x[!is.na(x)]
  if (length(known) > 0 && all(known %in% c("T", "F"))) return(x)
  # Python's own spelling of a logical
  if (all(known %in% c("True", "False"))) return(x == "True")
  utils::type.convert(x, as.is = TRUE)
}

warn_failed <- function(failed) {
  if (length(failed) > 0) warn_data("%d failed: %s", length(failed), name_some(failed, 3))
}
