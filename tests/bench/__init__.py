"""Programs that measure speed and memory against the tools that users would pick instead."""
