"""How the whole thing comes to AWS: a description, the template made from it, a plan, the portal's releases.

Nothing here runs inside a function; ``motcua deploy`` and ``motcua doctor`` are the only ones who ask.
"""
