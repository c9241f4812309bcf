"""Where measures go: a file that a machine's processes share, OTLP over HTTP, log lines for CloudWatch."""
