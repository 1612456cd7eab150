"""The server of one home: web server, queue, database and workers, started, kept and stopped together."""
