"""The story: chapters, shots, their words, and their lengths on the beat of the music; in the end, the plan."""
