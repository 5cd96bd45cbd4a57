from .document import write_document as write_document
from .pdf import print_pdf as print_pdf
from .render import render_report as render_report
from .workbook import write_workbook as write_workbook
