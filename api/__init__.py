"""Routes beside the pages: the gate, the base map, files handed over once. No figures of their own."""
