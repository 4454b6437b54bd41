"""What around a name decides how it is read: state or place, office or person, people or language.

The words and expressions stand in data/english/names.yml.
"""

from standpoint.language.words import any_of, word_lists

__all__ = ["any_of", "english"]

english = word_lists("names")
