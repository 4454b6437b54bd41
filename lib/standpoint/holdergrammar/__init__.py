"""The English of who thinks what of whom: words that carry an attitude, noun phrases that hold it,
frames that join them.
"""
