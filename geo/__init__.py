"""Pure computation on frames: no file, clock, network, environment or web library."""
