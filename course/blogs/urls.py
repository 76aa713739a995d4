from django.urls import path

from course.blogs.views import autosave, copying, finding, guests, looking, moderating, reading, talking, writing

app_name = "blogs"
urlpatterns = [
    path("", reading.stream, name="stream"),
    path("nieuw/", writing.write, name="write"),
    path("mijn/", writing.mine, name="mine"),
    path("meetblad/<int:thing_id>/<uuid:exercise_id>/", copying.from_worksheet, name="from_worksheet"),
    path("van/<int:person_id>/", reading.person, name="person"),
    path("van/<int:person_id>/volgen/", finding.follow, name="follow"),
    path("volgen/", finding.following, name="following"),
    path("gelezen/", finding.seen, name="seen"),
    path("zoeken/", finding.search, name="search"),
    path("trefwoord/<slug:tag>/", finding.tag, name="tag"),
    path("gids/", finding.directory, name="directory"),
    path("gids/erbij/", finding.directory_add, name="directory_add"),
    path("gids/<int:entry_id>/eruit/", finding.directory_remove, name="directory_remove"),
    path("reactie/<uuid:comment_id>/verwijderen/", talking.remove_comment, name="remove_comment"),
    path("reactie/<uuid:comment_id>/aanpassen/", talking.change_comment, name="change_comment"),
    path("reactie/<uuid:comment_id>/melden/", moderating.flag_this, name="flag_comment"),
    path("reactie/<uuid:comment_id>/ingrijpen/", moderating.moderate, name="moderate_comment"),
    path("reactie/<uuid:comment_id>/doorlaten/", guests.decide_guest, name="decide_guest"),
    path("gast/<str:token>/", guests.guest_decision, name="guest_decision"),
    path("meldingen/", moderating.flags, name="flags"),
    path("<uuid:post_id>/", reading.post, name="post"),
    path("<uuid:post_id>/schrijven/", writing.edit, name="edit"),
    path("<uuid:post_id>/concept/", autosave.draft, name="draft"),
    path("<uuid:post_id>/bekijk-als/", looking.view_as, name="view_as"),
    path("<uuid:post_id>/intrekken/", writing.withdraw, name="withdraw"),
    path("<uuid:post_id>/verwijderen/", writing.delete, name="delete"),
    path("<uuid:post_id>/reageren/", talking.comment, name="comment"),
    path("<uuid:post_id>/gast/", guests.guest, name="guest"),
    path("<uuid:post_id>/bedankt/", talking.thank_for, name="thank"),
    path("<uuid:post_id>/melden/", moderating.flag_this, name="flag"),
    path("<uuid:post_id>/ingrijpen/", moderating.moderate, name="moderate"),
]
