"""What comes back to us from buttons and links, and how we know that it is ours."""
