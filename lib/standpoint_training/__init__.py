"""How the bundled model is made; needs the extra `train`. New kinds of labels go into `corpora`."""
