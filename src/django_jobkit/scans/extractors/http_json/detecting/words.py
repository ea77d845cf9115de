"""The words in which servers speak of pages."""

from __future__ import annotations

#: The address of the next page.
LINKS = (
    *("@odata.nextLink", "odata.nextLink", "next_url", "nextUrl", "next_page_url", "nextPageUrl", "nextLink"),
    *("next_link", "next_href", "next_page", "nextPage", "next"),
)
#: Where an object has its address.
ADDRESSES = ("href", "url", "link")

#: A token for the next page, and the parameter that it is sent in.
TOKENS = {
    "next_cursor": "cursor",
    "nextCursor": "cursor",
    "next_page": "cursor",
    "nextPage": "cursor",
    "next_page_token": "page_token",
    "nextPageToken": "pageToken",
    "next_token": "next_token",
    "nextToken": "nextToken",
    "NextToken": "NextToken",
    "continuationToken": "continuationToken",
    "continuation_token": "continuation_token",
    "continue": "continue",
    "endCursor": "after",
    "end_cursor": "after",
    "after": "after",
    "bookmark": "bookmark",
    "cursor": "cursor",
    "next": "cursor",
    "offset": "offset",
}
#: A number there is of a page, and no token.
NAMED_AS_PAGES = ("next_page", "nextPage")
#: Parameters that tokens are sent in; one that was in the first request is the one.
TOKEN_PARAMS = tuple(dict.fromkeys([*TOKENS.values(), "starting_after", "pagination_token", "start_cursor", "_next"]))
HEADER_TOKENS = {
    "X-Next-Page": "page",
    "X-Next-Cursor": "cursor",
    "X-Next-Token": "next_token",
    "x-ms-continuation": "continuationToken",
}

PAGE_PARAMS = (
    "page",
    "_page",
    "page[number]",
    "pageNumber",
    "page_number",
    "pageNo",
    "currentPage",
    "paged",
    "p",
    "pg",
)
PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "last_page", "lastPage", "pages", "num_pages")
PAGE = ("current_page", "currentPage", "page", "page_number", "pageNumber", "number", "pageIndex")

#: Parameters for how many to skip and how many to give, and where the second says so itself.
OFFSETS = {
    "offset": ("limit",),
    "skip": ("limit", "take", "top"),
    "startAt": ("maxResults",),
    "start": ("limit", "rows", "count"),
    "from": ("size",),
    "_start": ("_limit",),
    "$skip": ("$top",),
    "$offset": ("$limit",),
}
TOTALS = (
    *("total", "total_count", "totalCount", "totalItems", "total_items", "totalResults", "total_results"),
    *("totalRecords", "total_records", "totalElements", "numFound", "count"),
)
MORE = ("has_more", "hasMore", "has_next", "hasNext", "hasNextPage", "has_next_page", "more")
