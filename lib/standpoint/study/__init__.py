"""Study files and notebooks in; executed notebooks, tables, pages, the run record and a report out.

A new notebook needs no code here: it says in `metadata.standpoint` what it reads and writes (see
`plan`), and leaves its findings and its method through `workspace`.
"""
