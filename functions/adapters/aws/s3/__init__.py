"""Files in S3-compatible storage. Nothing is imported here, so that the shape is read without a client."""
