"""The pure core: what a mention means and what should happen next. No I/O, no clock, no randomness."""
