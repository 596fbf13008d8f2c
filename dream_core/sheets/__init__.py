"""Pages of small pictures that somebody else dreams. Torch-free; for worker processes."""
