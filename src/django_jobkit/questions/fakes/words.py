"""What made-up questions are made of."""

from __future__ import annotations

#: What is asked of somebody at a whiteboard, and what it is filed under.
TASKS: dict[str, tuple[str, ...]] = {
    "Find the longest quiet stretch in": ("sliding window",),
    "Find the first gap in": ("binary search",),
    "Reverse every other part of": ("two pointers",),
    "Merge two versions of": ("merging", "two pointers"),
    "Count the distinct parts of": ("hashing",),
    "Rotate": ("in place",),
    "Split into even parts": ("greedy",),
    "Balance": ("recursion",),
    "Copy, without sharing anything,": ("recursion", "hashing"),
    "Walk level by level through": ("breadth first",),
    "Find a way back to the start of": ("depth first",),
    "Compress": ("two pointers", "strings"),
    "Write down and read again": ("serialisation",),
    "Keep the ten largest values of": ("heaps",),
    "Undo the last change of": ("stacks",),
    "Tell whether there is a cycle in": ("graphs", "depth first"),
    "Find the cheapest order to visit": ("dynamic programming",),
    "Count the ways through": ("dynamic programming",),
    "Sort, almost sorted already,": ("sorting",),
    "Check the brackets in": ("stacks", "strings"),
}
#: What it is asked about, likewise.
THINGS: dict[str, tuple[str, ...]] = {
    "a linked list": ("linked lists",),
    "a ring buffer": ("arrays",),
    "a binary tree": ("trees",),
    "a tree of folders": ("trees",),
    "a grid of cells": ("matrices",),
    "a list of intervals": ("intervals",),
    "a line of text": ("strings",),
    "a stream of numbers": ("streams",),
    "a graph of flights": ("graphs",),
    "a timetable": ("intervals", "greedy"),
    "a queue of orders": ("queues",),
    "a dictionary of prefixes": ("tries",),
    "a table of prices": ("arrays", "hashing"),
    "a chain of dependencies": ("graphs",),
    "a bitmap": ("bits", "matrices"),
}
#: What makes it harder.
TWISTS = (
    "in one pass",
    "without more memory",
    "while it grows",
    "that does not fit into memory",
    "with many equal values",
    "from both ends",
    "when some of it is missing",
    "for several readers at once",
    "with the fewest comparisons",
    "and explain what it costs",
)
#: Questions that take no whiteboard, and what they are filed under.
TALKS: dict[str, tuple[str, ...]] = {
    "Design the storage behind {product}": ("system design",),
    "Design a limit of requests for {product}": ("system design", "rate limiting"),
    "How would you find out why {product} got slow?": ("system design", "debugging"),
    "Plan a release of {product} that can be taken back": ("system design", "operations"),
    "Tell of a time when you disagreed about {product}": ("behavioural",),
    "How would you test {product}?": ("testing",),
    "Model the data of {product}": ("databases", "system design"),
    "Which of {product}'s queries needs an index?": ("databases",),
}
FOLLOW_UPS = (
    "What happens with an input of nothing?",
    "What changes when the input is a thousand times as large?",
    "Which part of it would you test first?",
    "Can it be done with less memory, and what would that cost?",
    "What would you ask before you begin?",
    "How do you know that it ends?",
)
APPROACHES = (
    "two pointers",
    "a hash of what was seen",
    "sort first",
    "a heap",
    "breadth first",
    "recursion with a memo",
    "brute force, then better",
    "binary search on the answer",
    "drew it first",
)
NOTES = (
    "Forgot the empty input.",
    "Clear once it was drawn.",
    "Off by one at the end, found by a test.",
    "Took too long to begin; talk earlier.",
    "Knew the idea, not the details.",
    "Went well, and the costs were right.",
    "Look at this again before the next round.",
)
SOURCES = (
    "",
    "Mock interview",
    "Study group",
    "https://example.com/practice/{number}",
    "https://example.org/rounds/{number}",
)
