"""What a second reader may say when it cannot read."""


class ScorerError(Exception):
    """This reader cannot be used. Names what is missing and how to mend it; never holds a text that was read."""
