"""Settings of what goes public; the address comes from the environment, since each province has its own."""

import os

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("MOTCUA_SITEURL", "")
