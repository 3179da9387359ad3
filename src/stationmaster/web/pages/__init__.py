"""One file per page: parse, call, render."""
