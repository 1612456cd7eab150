"""What is said in a video, word by word."""
