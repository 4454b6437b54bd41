"""Inference: opinions → series, comparisons and corrected estimates."""
