"""Reads networks that were saved for TensorFlow.js, without running anything of theirs."""
