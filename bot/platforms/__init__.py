"""The platforms we hear and act on: a folder each, and one line in ``registry``."""
