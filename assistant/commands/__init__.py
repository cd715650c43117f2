"""The commands of the command line, one module a group; each loads what it needs when it runs."""
