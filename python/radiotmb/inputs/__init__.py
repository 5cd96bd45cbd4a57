"""Tables and their schemas, limits, paths and the files that both languages read."""
