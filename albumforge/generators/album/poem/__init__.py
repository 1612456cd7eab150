"""The poem (诗词) of a film: verse of our own, composed to fit what is seen in the pictures."""
