"""Attitude: mentions → opinions, with their holders."""
