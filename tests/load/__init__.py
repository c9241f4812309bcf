"""How much the portal bears: ``make load``, with the store filled to several sizes."""
