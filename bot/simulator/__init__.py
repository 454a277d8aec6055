"""Three pretend platforms on loopback, so that nobody needs a tenant to see the product live."""
