"""The serverless side of Motcua: domain, services, adapters, rendering and entry points."""
