"""Real servers for tests: private ones from this machine's binaries, or given ones."""
