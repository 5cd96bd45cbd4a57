"""The report's sections: functions from a study's output to a section, one section a module.

A section whose table is missing says so and why, and leaves the rest of the report alone.
"""
