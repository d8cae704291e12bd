"""③ The players: each is a table of candidates and costs over the one solver, and a memory of one frozen value."""
