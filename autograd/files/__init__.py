"""Files: their paths, checked, and how they are written, as a whole or not at all."""
