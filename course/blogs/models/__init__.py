"""The tables of the blogs room, by what they are about."""

from course.blogs.models.comments import Comment, Flag, Moderation, Thanks
from course.blogs.models.elsewhere import ExternalBlog, ExternalPost, FeedToken
from course.blogs.models.meeting import DirectoryEntry, Follow, StreamVisit
from course.blogs.models.pictures import Picture
from course.blogs.models.posts import (
    COLOURS,
    Blog,
    PendingText,
    Post,
    PostQuerySet,
    PostVersion,
    Tag,
    Visibility,
    colour_of,
    in_reach_of,
)

__all__ = [
    "COLOURS",
    "Blog",
    "Comment",
    "DirectoryEntry",
    "ExternalBlog",
    "ExternalPost",
    "FeedToken",
    "Flag",
    "Follow",
    "Moderation",
    "PendingText",
    "Picture",
    "Post",
    "PostQuerySet",
    "PostVersion",
    "StreamVisit",
    "Tag",
    "Thanks",
    "Visibility",
    "colour_of",
    "in_reach_of",
]
