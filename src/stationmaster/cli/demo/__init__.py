"""`demo`: a sample company to look around in, built once and kept."""
