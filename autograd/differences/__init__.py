"""Derivatives by finite differences with an error bar, and what a wrong derivative suggests."""
