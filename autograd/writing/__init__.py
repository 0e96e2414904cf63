"""Numbers and names as text, HTML and TeX."""
