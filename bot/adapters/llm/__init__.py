"""An OpenAI-compatible language model: off by default, asked by the sync, believed in nothing (docs/nlp.md)."""
