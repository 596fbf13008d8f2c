"""Dreams that move, from pictures that somebody else dreams. Torch-free; for worker processes."""
