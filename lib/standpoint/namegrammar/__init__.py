"""What the words around a name say about its meaning, language by language."""
