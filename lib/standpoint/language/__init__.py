"""Language: documents come in; sentences go out, and the one reading of English that rooms share.

A new word is a line in data/english/; a verb is entered once, in verbs.csv, with all it does.
"""
