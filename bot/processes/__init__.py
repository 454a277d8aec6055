"""The processes of an installation: serve, work, beat, stream, the embedded broker, and what keeps them alive together."""
