"""The record store on SQL: properties, history, associations, timeline, full text."""
