"""The door to the core: `Core.work(principal)` opens a unit of work."""
