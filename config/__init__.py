"""What a manager may change without a developer, shipped with the product."""
