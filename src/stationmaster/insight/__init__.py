"""What can be said of the whole from what is stored: queries only."""
