"""`suilu doctor`: what is wrong here, why a person is not told, and a test message to oneself."""
