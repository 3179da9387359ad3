"""The small interface every CRM stands behind."""
