"""Templates and form components, shared by the static build and the server."""
