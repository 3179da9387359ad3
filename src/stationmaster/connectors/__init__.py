"""One folder per CRM."""
