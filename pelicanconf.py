"""Pelican's settings. Services are read by our own generator; Pelican's readers see news and pages only."""

from functions.domain.i18n import _

SITENAME = _("Cổng dịch vụ công")
SITEURL = ""
PATH = "content"
OUTPUT_PATH = "build/www"
DELETE_OUTPUT_DIRECTORY = False
THEME = "themes/civic"
THEME_STATIC_DIR = "theme"

TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
# With a default language that docutils does not know, its reader warns at every start.
READERS = {"rst": None, "html": None}

PLUGINS = ["publisher.generator"]
# Pelican's Jinja escapes nothing unless told to.
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "extensions": []}

ARTICLE_PATHS = ["news"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = []
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
