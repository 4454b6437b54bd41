"""Study: a study file → a run, its record and its report."""
