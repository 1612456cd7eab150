"""What is seen and heard in a video, from one pass over its pictures and one over its sound."""
