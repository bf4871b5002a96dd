"""Scripts that make the package's data; left out of the wheel."""
