"""Programs to run: the demo, the playground, the command line."""
