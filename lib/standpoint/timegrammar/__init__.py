"""Grammars of time expressions, one module of tables per language; months.py serves written dates
in many languages.
"""
