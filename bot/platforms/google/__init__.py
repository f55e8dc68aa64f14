"""What YouTube and the reviews of Google share: errors, and a token for the owner."""
