"""What editors write beside services: news, campaigns, pages, and the data of the portal's own screens."""
