"""The town itself and its window; each platform's wire is tested beside its adapter."""
