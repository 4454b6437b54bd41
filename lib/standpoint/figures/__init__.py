"""Figures: tables → drawings with caption and alt text."""
