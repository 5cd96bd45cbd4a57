from .check import StudyCheck as StudyCheck
from .check import check_study as check_study
from .new_study import NewStudy as NewStudy
from .new_study import new_study as new_study
from .run import StudyResult as StudyResult
from .run import run_study as run_study
from .study_error import StudyError as StudyError
