"""One folder a platform; each translates a vendor's wire to neutral words and back."""
