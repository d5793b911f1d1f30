"""Templates are tested as `wes-rules plugins new` writes them, by tests/test_plugin_templates.py."""

collect_ignore_glob = ["*"]
