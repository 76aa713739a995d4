"""Exports of blogs made by hand, in the spellings that exist. Nobody in them is real."""

from __future__ import annotations

from io import BytesIO

from course.blogs.importers.files import read_blog
from course.blogs.importers.parsed import ParsedBlog

NAMESPACES = (
    'xmlns:excerpt="{scheme}://wordpress.org/export/{version}/excerpt/" '
    'xmlns:content="{scheme}://purl.org/rss/1.0/modules/content/" xmlns:dc="{scheme}://purl.org/dc/elements/1.1/" '
    'xmlns:wp="{scheme}://wordpress.org/export/{version}/"'
)


def read(content: str | bytes) -> ParsedBlog:
    return read_blog(BytesIO(content.encode() if isinstance(content, str) else content))


def comment(number: int = 1, name: str = "Noor", text: str = "Mooi!", parent: int = 0, **more: str) -> str:
    given = {"approved": "1", "type": "", "date": "2012-03-04 10:00:00", **more}
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author><![CDATA[{name}]]></wp:comment_author>"
        "<wp:comment_author_email>noor@example.org</wp:comment_author_email>"
        "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>"
        f"<wp:comment_date>2012-03-04 11:00:00</wp:comment_date>"
        f"<wp:comment_date_gmt>{given['date']}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content>"
        f"<wp:comment_approved>{given['approved']}</wp:comment_approved>"
        f"<wp:comment_type>{given['type']}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def item(number: int = 1, title: str = "Mijn eerste bericht", text: str = "Hallo allemaal.", **more: str) -> str:
    given = {"type": "post", "status": "publish", "date": "2012-03-03 10:11:12", "inside": "", **more}
    return (
        f"<item><title>{title}</title><link>http://blog.example.org/?p={number}</link>"
        f'<guid isPermaLink="false">http://blog.example.org/?p={number}</guid>'
        f"<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2012-03-03 11:11:12</wp:post_date>"
        f"<wp:post_date_gmt>{given['date']}</wp:post_date_gmt><wp:status>{given['status']}</wp:status>"
        f"<wp:post_type>{given['type']}</wp:post_type>{given['inside']}</item>\n"
    )


def wxr(*items: str, version: str = "1.2", scheme: str = "http", declared: str | None = None) -> str:
    namespaces = NAMESPACES.format(version=version, scheme=scheme) if declared is None else declared
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/3.3" -->\n'
        f'<rss version="2.0" {namespaces}>\n'
        f"<channel><title>Blog van Noor</title><wp:wxr_version>{version}</wp:wxr_version>\n"
        f"{''.join(items) if items else item()}</channel></rss>\n"
    )


CLASSIC = """<?xml version='1.0' encoding='UTF-8'?>
<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:gd='http://schemas.google.com/g/2005'
 xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:app='http://purl.org/atom/app#'>
<id>tag:blogger.com,1999:blog-7</id><title type='text'>Mijn 23 dingen</title>
<entry><id>tag:blogger.com,1999:blog-7.layout</id>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#template'/>
<title type='text'>Template: Mijn 23 dingen</title><content type='text'>&lt;html&gt;</content></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-31</id><published>2010-05-04T20:10:00.000+02:00</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/>
<title type='text'>Leuk!</title><content type='html'>Leuk!&lt;br /&gt;Ga zo door.</content>
<author><name>Anoniem</name><email>noreply@blogger.com</email></author>
<thr:in-reply-to href='http://b.example.org/1.html' ref='tag:blogger.com,1999:blog-7.post-21' type='text/html'/></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-21</id><published>2010-05-03T21:03:09.123+02:00</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>
<category scheme='http://www.blogger.com/atom/ns#' term='ding 3'/>
<title type='text'>Vinden &amp; gevonden worden</title>
<content type='html'>&lt;div&gt;Ik zocht &lt;b&gt;mezelf&lt;/b&gt; op.&lt;/div&gt;</content>
<author><name>Noor</name></author></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-32</id><published>2010-05-05T08:00:00Z</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/>
<content type='html'>Dank je.</content><author><name>Noor</name></author>
<thr:in-reply-to ref='tag:blogger.com,1999:blog-7.post-21'/>
<link rel='related' href='http://www.blogger.com/feeds/7/21/comments/default/31'/></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-33</id>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/>
<content type='html'>Weg</content><author><name>Noor</name></author>
<gd:extendedProperty name='blogger.contentRemoved' value='true'/>
<thr:in-reply-to ref='tag:blogger.com,1999:blog-7.post-21'/></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-22</id><published>2010-06-01T08:00:00Z</published>
<app:control><app:draft>yes</app:draft></app:control>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>
<title type='text'>Nog niet af</title><content type='html'>Begin.</content></entry>
</feed>"""

TAKEOUT = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>tag:blogger.com,1999:blog-7</id><title>Mijn 23 dingen</title>
<entry><id>tag:blogger.com,1999:blog-7.post-21</id><blogger:type>POST</blogger:type>
<blogger:status>LIVE</blogger:status>
<author><name>Noor</name><uri></uri><blogger:type>BLOGGER</blogger:type></author>
<title>Vinden &amp; gevonden worden</title>
<content type='html'>&lt;div&gt;Ik zocht &lt;b&gt;mezelf&lt;/b&gt; op.&lt;/div&gt;</content>
<blogger:created>2010-05-03T19:00:00Z</blogger:created><published>2010-05-03T19:03:09.123Z</published>
<category scheme='tag:blogger.com,1999:blog-7' term='ding 3'/></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-31</id>
<blogger:parent>tag:blogger.com,1999:blog-7.post-21</blogger:parent><blogger:inReplyTo/>
<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Anoniem</name><blogger:type>ANONYMOUS</blogger:type></author>
<content type='html'>Leuk!&lt;br /&gt;Ga zo door.</content><published>2010-05-04T18:10:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-32</id>
<blogger:parent>tag:blogger.com,1999:blog-7.post-21</blogger:parent>
<blogger:inReplyTo>tag:blogger.com,1999:blog-7.post-31</blogger:inReplyTo>
<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Noor</name></author><content type='html'>Dank je.</content>
<published>2010-05-05T08:00:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-34</id>
<blogger:parent>tag:blogger.com,1999:blog-7.post-21</blogger:parent>
<blogger:type>COMMENT</blogger:type><blogger:status>SPAM_COMMENT</blogger:status>
<author><name>Koopnu</name></author><content type='html'>Koop nu</content></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-22</id><blogger:type>POST</blogger:type>
<blogger:status>DRAFT</blogger:status><title>Nog niet af</title><content type='html'>Begin.</content>
<published>2010-06-01T08:00:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.page-1</id><blogger:type>PAGE</blogger:type>
<blogger:status>LIVE</blogger:status><title>Over mij</title><content type='html'>Ik.</content></entry>
</feed>"""
