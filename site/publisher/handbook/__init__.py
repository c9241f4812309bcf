"""What the handbook shows of the code and of the services: reference, process sheets, the frame."""
