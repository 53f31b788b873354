"""What people fill in: templates and forms, made from geo/frames.py."""
