"""The vendors' own Node SDKs against our simulator."""
