"""What a mention means by this protocol: about us, where, how serious, whose, and why."""
