"""Pelican as it comes, with its simple theme; lists by category and tag."""

SITENAME = "Cổng dịch vụ công"
SITEURL = ""
PATH = "content"
OUTPUT_PATH = "public"
THEME = "simple"
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
READERS = {"rst": None, "html": None}
ARTICLE_PATHS = ["procedures", "news"]
PAGE_PATHS = STATIC_PATHS = []
DEFAULT_PAGINATION = 50
ARTICLE_URL, ARTICLE_SAVE_AS = "{slug}/", "{slug}/index.html"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
