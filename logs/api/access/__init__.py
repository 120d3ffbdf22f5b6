"""Who may do what, over the API: keys, bots and apps, members, invitations and projects."""
