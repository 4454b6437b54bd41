"""Time expressions of English: a text and its date in, expressions with their values out."""
