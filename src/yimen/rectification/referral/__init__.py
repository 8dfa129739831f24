"""移交: what is handed to the competent authority: a sealed file that proves itself, approved by two."""
