"""Programs that need nothing of this system."""
