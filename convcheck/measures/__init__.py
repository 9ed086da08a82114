"""Numbers from arrays: one idea a file, numpy only, nothing about logs or verdicts."""
