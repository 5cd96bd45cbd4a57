from . import radiomics as radiomics
from . import report as report
from . import simulate as simulate
from . import stats as stats
from . import study as study
from . import tmb as tmb
from .version import __version__ as __version__
