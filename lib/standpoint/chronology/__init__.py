"""Chronology: sentences and mentions come in; time expressions, events and the timeline go out.

The expressions themselves are read by the package timexpr. A new kind of event is made by its
words in data/english/events.yml and verbs.csv, and has its family in `kinds`.
"""
