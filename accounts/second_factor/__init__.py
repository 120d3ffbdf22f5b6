"""The second factor of a person: codes of an authenticator app by time (RFC 6238), and recovery codes for its loss."""
