"""What the sample logs are made of: stories, and the loggers that write them down."""
