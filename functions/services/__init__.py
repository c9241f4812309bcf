"""One verb a module: what the portal does for citizens and officers."""
