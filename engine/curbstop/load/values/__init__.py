"""What an analyst or a clerk writes for a value of each type."""
