"""Lists of people, in and out: read a file, say what it would do, do it, and write one that reads back unchanged.

`reading` and `workbooks` turn bytes into lines, `columns` says what a column is, `values` what a line says, `plan`
what would happen, `carrying_out` makes it so, `actions` is what the page and the command call.
"""
