"""Meta's Graph API, for Facebook, Instagram and Threads alike: one client, one way to be knocked on, one way to act."""
