"""Tasks and workers, stored results, notes, files and signals: what every long run needs."""
