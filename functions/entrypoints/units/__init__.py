"""Templates for systemd, nginx and logrotate; ``{{name}}`` stands for a fact of the installation."""
