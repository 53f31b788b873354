"""The fictional demonstration set, one module per subject; the numbers it follows stand in plan.toml."""
