"""What the publisher remembers from one build to the next, and how it knows that it still holds."""
