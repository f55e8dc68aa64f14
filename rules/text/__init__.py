"""What words say: normal form, terms, language, sentiment, signals, danger. Pure and bounded in time."""
