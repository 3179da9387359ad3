"""Shipped for demos and for authors of stations and connectors: a sample company."""
