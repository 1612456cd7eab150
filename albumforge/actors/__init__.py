"""The queue's door: actors, worker processes, and the supervisor that keeps them running."""
