"""How the embedder, the reader and the choice of a follow-up's reading learn; not in the wheel."""
