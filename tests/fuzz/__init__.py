"""Made-up input of every kind: parsers, questions, markup."""
