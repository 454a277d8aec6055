"""Text in, facts with evidence out; nothing else."""
