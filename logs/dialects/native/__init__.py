"""Our own form: every canonical field under its own name; what files carry."""
