"""The demo: an invented organisation in a pretend town, all of our real processes, and a story that plays itself."""
