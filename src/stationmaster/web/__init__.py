"""The pages: parse, call, render. Server-rendered; htmx swaps parts, a little script adds keys."""
