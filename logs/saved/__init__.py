"""What people keep of their searches: views that a project shares under a name, and each person's last queries."""
