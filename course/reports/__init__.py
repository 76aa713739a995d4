"""What managers may know. base.py is the contract, writers.py makes the files; one module a report.

A new report is one module, one line here and one test: its page, its files and its place in the list follow.
"""

# Dotted names, because Django imports this file before there are models.
REPORTS = ("course.reports.completion.CompletionReport",)
