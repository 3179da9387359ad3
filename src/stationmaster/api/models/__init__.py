"""What goes over the wire: requests are strict, answers are documented field by field."""
