"""The queue: an embedded Valkey or somebody's Redis, messages, progress, and who is alive."""
