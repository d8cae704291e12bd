"""Styles: data, one TOML file each, and the code that reads and chooses them."""
