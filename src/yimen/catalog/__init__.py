"""事项: items of government service, their versions and elements."""
