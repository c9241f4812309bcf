"""Pelican's settings. All content is read by our own generator."""

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

# News and pages are kinds of our own too: dated, judged by file and line, and built only where they changed.
ARTICLE_PATHS = []
PAGE_PATHS = []
STATIC_PATHS = []
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
