"""Reading: files or a DataFrame → documents."""
