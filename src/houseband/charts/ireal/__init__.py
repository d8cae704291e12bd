"""iReal Pro: links with their grids of cells."""
