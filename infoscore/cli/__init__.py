"""The command line: the only room that prints, reads the clock or looks at the environment."""
