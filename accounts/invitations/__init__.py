"""Invitations to a project: a link that one person may follow once, to join it in the role that it names."""
