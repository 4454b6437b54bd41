"""How the bundled model is made: labelled data in, a fitted network out, and its exported files.

Needs the extra `train`. A new source of labels goes into `corpora`.
"""
