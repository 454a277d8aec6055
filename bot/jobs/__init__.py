"""Wake-ups and what they wake: the inbox worked off, the outbox sent, the ticks. The rows are the record, a job is a hint."""
