"""Pictures made from noise towards classes of things."""
