"""What a language model may add (模型建议): what it is asked, what must not leave, and which of its answers stand. Pure."""
