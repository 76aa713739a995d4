"""Exports of platforms (CSV and XLSX), read into the figures that a row of a worksheet asks for.

files.py gives tables, recognition.py readings, platforms.toml says which headers mean what. Nothing of a file is kept.
"""

from lessons.exercises.exports.files import read_tables
from lessons.exercises.exports.readings import LEAST_POSTS, Reading, few_posts
from lessons.exercises.exports.recognition import read_export
from lessons.exercises.exports.rows import FilledRow, channel_cell, channel_column, outcomes_of, row_of
from lessons.exercises.exports.tables import MOST_BYTES, ExportError, Table

__all__ = [
    "LEAST_POSTS",
    "MOST_BYTES",
    "ExportError",
    "FilledRow",
    "Reading",
    "Table",
    "channel_cell",
    "channel_column",
    "few_posts",
    "outcomes_of",
    "read_export",
    "read_tables",
    "row_of",
]
