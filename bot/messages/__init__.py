"""What people read: a case as a notification, cards of public actions, sheets and pictures."""
