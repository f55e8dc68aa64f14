"""What words say: normal form, terms, language, sentiment, signals, danger, near-duplicates. Pure and bounded in time."""
