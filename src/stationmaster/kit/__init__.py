"""What a station author needs."""
