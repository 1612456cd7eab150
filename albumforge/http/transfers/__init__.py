"""The documented routes of master transfer, and those of ours beside them."""
