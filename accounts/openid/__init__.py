"""Signing in with OpenID Connect: one provider, named by the environment; without it nothing of this is reachable."""
