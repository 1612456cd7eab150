"""The master of the transcode farm: workers, videos, tasks and the log, on the database alone but for the files."""
