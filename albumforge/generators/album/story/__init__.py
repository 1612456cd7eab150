"""The story: chapters, shots, their pictures and words, their lengths on the beat of the music; in the end, the plan."""
