"""Attitude: mentions come in; opinions go out, each with its holder, score and hedges.

A new scorer is a module in scorers/ with the protocol of `standpoint.attitude.scorers.Scorer`.
"""
