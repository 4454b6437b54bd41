"""Chronology: sentences and mentions come in; time expressions, events and the timeline go out.

The expressions themselves are read by the package timexpr. A new kind of event is an entry of
`kinds`, with its words in data/english/events.yml and verbs.csv.
"""
