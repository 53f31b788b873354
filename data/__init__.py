"""Where data come from and rest: files, the store, reference tables. No web library."""
