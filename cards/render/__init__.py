"""One renderer a platform: a semantic card in, the native form out."""
