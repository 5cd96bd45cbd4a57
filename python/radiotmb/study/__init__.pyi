from .run import StudyResult as StudyResult
from .run import run_study as run_study
