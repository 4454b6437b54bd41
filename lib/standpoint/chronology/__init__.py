"""Chronology: sentences → time expressions, events and the timeline."""
