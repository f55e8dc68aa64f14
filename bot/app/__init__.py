"""The composition root: puts the rooms together and runs them until told to stop."""
