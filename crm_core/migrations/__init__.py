"""The database's revisions, oldest first, and the steps between them."""
