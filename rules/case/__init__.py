"""What happens next with a case: events in, effects out."""
