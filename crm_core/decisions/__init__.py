"""Pure decisions: data in, a decision with its reasons out."""
