"""Records as typed columns for programs that analyse them (extra ``django-jobkit[parquet]``)."""

from __future__ import annotations

from tempfile import TemporaryFile

from django_jobkit.core.installed import is_installed
from django_jobkit.exceptions import ExtraMissing
from django_jobkit.scans.formats.content import Content
from django_jobkit.scans.formats.format import Download, Format


class Parquet(Format):
    """A type for every column, found by looking at all of its values; what has no single type is text."""

    name = "parquet"
    media_type = "application/vnd.apache.parquet"
    extension = "parquet"

    def is_available(self) -> bool:
        """Whether pyarrow is installed."""
        return is_installed("pyarrow")

    def write(self, content: Content, *, raw: bool = False) -> Download:
        """The columns, from a temporary file; raises ExtraMissing without pyarrow."""
        try:
            from django_jobkit.scans.formats.row_groups import write_groups
        except ImportError as error:
            raise ExtraMissing("parquet") from error
        file = TemporaryFile()  # noqa: SIM115 - the download closes it
        try:
            write_groups(file, content)
            return Download.of_file(file)
        except BaseException:
            file.close()
            raise
