"""How the bundled model is made: examples, network, fit, export. Needs the extra `train`; nothing
else imports it.
"""
