"""Pages under `/settings/` where people look after their project: one module a page."""
