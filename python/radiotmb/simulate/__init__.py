"""The demonstration cohort: simulated, and labelled as simulated wherever it shows."""

from radiotmb.simulate.cohort import CELLS, Patient, simulate_cohort
from radiotmb.simulate.demo import write_demo

__all__ = ["CELLS", "Patient", "simulate_cohort", "write_demo"]


def __dir__() -> list[str]:
    return __all__
