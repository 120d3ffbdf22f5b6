"""Each attack that a log store invites, tried."""
