"""Is the house itself well? What the auditor looks at, what is wrong, and who hears so when. Pure: ``now`` is given."""
