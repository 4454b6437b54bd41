"""Actors: a registry of names; sentences → mentions."""
