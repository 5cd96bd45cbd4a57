"""The report's figures: functions from tables to a Matplotlib figure, one figure a module."""
