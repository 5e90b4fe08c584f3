"""How the tables came to be as they are: one file of `versions` for each change."""
