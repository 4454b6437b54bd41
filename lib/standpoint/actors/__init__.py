"""Actors: sentences come in, mentions of the actors of a registry go out.

A registry is a YAML file (`registry`); a new language needs names in it, English words and patterns
stand in data/english/. A new way of naming somebody belongs into `mentions`.
"""
