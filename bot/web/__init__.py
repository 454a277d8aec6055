"""HTTP: callbacks, the API, the sidebar and health. The only room that knows Flask."""
