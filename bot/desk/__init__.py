"""What the house does for its people: cases, duty, quiet, tips, learning, versions of the protocol."""
