"""How ``motcua serve`` runs: one web server, or several beside a process for effects, and how they end."""
