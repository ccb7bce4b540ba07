"""The catalogue of translations: what is marked, what is translated, what is missing, and the compiled file."""
