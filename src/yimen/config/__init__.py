"""配置: settings, urls, wsgi and the architecture tests."""
