"""The demonstration: the whole service on shipped mentions, with a phone that needs no account anywhere."""
