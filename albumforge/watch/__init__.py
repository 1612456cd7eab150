"""The process that looks after watch folders: `watcher.Watcher`, told of changes by `hints.Hints`."""
