"""How the documentation is built; nothing here or in its pages needs a network."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "extensions"))

# autodoc imports models; an installed app is all they ask for.
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "django_jobkit"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django_jobkit import __version__  # noqa: E402 - the settings come first

project = "django-jobkit"
copyright = "django-jobkit contributors"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "inline_drawings"]
exclude_patterns = ["_build", "generators", "extensions"]
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
maximum_signature_line_length = 88
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "django-jobkit"
html_static_path = ["_static"]
html_css_files = ["drawings.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#2757dd", "color-brand-content": "#2757dd"},
    "dark_css_variables": {"color-brand-primary": "#7aa2ff", "color-brand-content": "#7aa2ff"},
}
pygments_style = "default"
pygments_dark_style = "github-dark"
