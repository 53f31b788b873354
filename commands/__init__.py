"""The verbs of the terminal, one module a group. No figures of their own: they ask `results`."""
