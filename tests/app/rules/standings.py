"""Stories of where a series stands, one a case, with the state and the turn that follow."""

from __future__ import annotations

from collections.abc import Callable

from app.rules.history import Landing

from .stories import Story, announced, day, said

Told = Callable[[Story], object]


def posted(story: Story) -> None:
    story.post()


def one_of_three_seen(story: Story) -> None:
    story.post(patches=3, seen=[2])


def only_a_robot(story: Story) -> None:
    story.post().mail("Robot", 1, said("CI failed", "object"), robot=True)


def only_the_author(story: Story) -> None:
    story.post().mail("Ada", 1, said("ping?", "question"))


def a_plain_question(story: Story) -> None:
    story.post().mail("Bob", 1, said("which tree is it for?", "question"), on=1)


def a_question_that_was_answered(story: Story) -> None:
    question = story.post().mail("Bob", 1, said("which tree is it for?", "question"), on=1)
    story.mail("Ada", 2, said("for next"), on=1, answers=question)


def a_nit(story: Story) -> None:
    story.post().mail("Bob", 1, said("a blank too many", "object", severity="minor"), on=1)


def a_wish(story: Story) -> None:
    story.post().mail("Bob", 1, said("this leaks", "object"), on=1)


def a_guessed_wish(story: Story) -> None:
    story.post().mail("Bob", 1, said("this leaks", "object", sure=False), on=1)


def a_wish_beside_a_tag(story: Story) -> None:
    story.post().mail("Bob", 1, said("this leaks", "object"), on=1, tags=["Reviewed-by"])


def a_wish_that_was_accepted(story: Story) -> None:
    wish = story.post().mail("Bob", 1, said("this leaks", "object"), on=1)
    story.mail("Ada", 2, said("right, will fix", "concede"), on=1, answers=wish)


def a_wish_taken_back(story: Story) -> None:
    wish = story.post().mail("Bob", 1, said("this leaks", "object"), on=1)
    story.mail("Bob", 2, said("no, never mind", "withdraw"), on=1, answers=wish)


def a_dispute(story: Story) -> None:
    wish = story.post().mail("Bob", 1, said("this leaks", "object"), on=1)
    story.mail("Ada", 2, said("it cannot: the caller frees it", "rebut"), on=1, answers=wish)


def a_dispute_beside_a_promise(story: Story) -> None:
    a_dispute(story)
    wish = story.mail("Cyn", 3, said("name it pump_stop", "object"), on=1)
    story.mail("Ada", 4, said("sure", "concede"), on=1, answers=wish)


def a_nak_against_a_tag(story: Story) -> None:
    story.post().mail("Bob", 1, on=1, tags=["Reviewed-by"])
    story.mail("Cyn", 2, said("NAK, no", "object", severity="blocking", source="rule: nak"), on=1)


def a_nacked_by_against_a_tag(story: Story) -> None:
    story.post().mail("Bob", 1, on=1, tags=["Acked-by"])
    story.mail("Cyn", 2, on=1, tags=["Nacked-by"])


def a_plain_nak(story: Story) -> None:
    story.post().mail("Cyn", 2, said("NAK, we do not want this", "object", severity="blocking", source="rule: nak"))


def a_nak_with_a_way_out(story: Story) -> None:
    text = "NAK, please use the pump core instead"
    story.post().mail("Cyn", 2, said(text, "object", severity="blocking", source="rule: nak"))


def a_nak_of_one_patch(story: Story) -> None:
    story.post(patches=2).mail("Cyn", 2, said("NAK", "object", severity="blocking", source="rule: nak"), on=2)


def reviewed(story: Story) -> None:
    story.post(patches=2).mail("Bob", 1, on=1, tags=["Reviewed-by"])
    story.mail("Cyn", 2, on=2, tags=["Acked-by"])


def reviewed_in_part(story: Story) -> None:
    story.post(patches=2).mail("Bob", 1, on=1, tags=["Reviewed-by"])


def acked_as_a_whole(story: Story) -> None:
    story.post(patches=2).mail("Bob", 1, on=0, tags=["Acked-by"])


def only_tested(story: Story) -> None:
    story.post().mail("Bob", 1, said("works here", "inform"), on=1, tags=["Tested-by"])


def reviewed_with_a_nit_of_the_reviewer(story: Story) -> None:
    story.post().mail("Bob", 1, said("typo", "object", severity="minor"), on=1, tags=["Reviewed-by"])


def reviewed_with_a_nit_of_somebody_else(story: Story) -> None:
    story.post().mail("Bob", 1, on=1, tags=["Reviewed-by"])
    story.mail("Cyn", 2, said("typo", "object", severity="minor"), on=1)


def approved_in_words(story: Story) -> None:
    story.post().mail("Bob", 1, said("looks good to me", "approve"), on=1)


def about_to_be_applied(story: Story) -> None:
    story.post().mail("Mia", 1, announces=[announced("will-apply")])


def applied(story: Story) -> None:
    story.post(patches=2).mail("Mia", 3, announces=[announced("applied")])


def applied_patch_by_patch(story: Story) -> None:
    story.post(patches=2).mail("Mia", 3, on=1, announces=[announced("applied")])
    story.mail("Mia", 3, on=2, announces=[announced("applied")])


def applied_in_part(story: Story) -> None:
    story.post(patches=3).mail("Mia", 3, announces=[announced("applied", "applied 1-2", numbers=(1, 2))])


def applied_but_one(story: Story) -> None:
    story.post(patches=3).mail("Mia", 3, announces=[announced("applied", excluded=(3,))])


def applied_by_title(story: Story) -> None:
    titles = ("Part 1", "part 2")
    story.post(patches=3).mail("Robot", 3, announces=[announced("applied", titles=titles)], robot=True)


def applied_on_the_wrong_version(story: Story) -> None:
    story.post().post(2).mail("Mia", 3, version=1, announces=[announced("applied")])


def applied_before_the_newest_version(story: Story) -> None:
    story.post().mail("Mia", 1, announces=[announced("applied")])
    story.post(2)


def applied_with_a_rest_that_leaks(story: Story) -> None:
    story.post(patches=2).mail("Bob", 1, said("this leaks", "object"), on=2)
    story.mail("Mia", 3, on=1, announces=[announced("applied")])


def dropped_again(story: Story) -> None:
    story.post().mail("Mia", 1, announces=[announced("applied")])
    story.mail("Mia", 2, announces=[announced("dropped", "dropped, please resubmit")])


def applied_dropped_and_applied(story: Story) -> None:
    dropped_again(story)
    story.mail("Mia", 3, announces=[announced("applied")])


def found_in_a_tree(story: Story) -> None:
    story.post()
    story.landed.append(Landing("v1-1@x", "next has it as 0123456789ab", day(5), "v1-1@x"))


def pulled(story: Story) -> None:
    story.post()
    story.landed.append(Landing("v1-1@x", "Mia asked for it to be pulled", day(5), "pull@x"))


def taken_back(story: Story) -> None:
    story.post().mail("Ada", 1, announces=[announced("withdrawn", "please ignore this series")])


def taken_back_by_somebody_else(story: Story) -> None:
    story.post().mail("Bob", 1, said("hm"), announces=[announced("withdrawn", "please drop this series")])


def one_patch_taken_back(story: Story) -> None:
    story.post(patches=2).mail("Ada", 1, on=2, announces=[announced("withdrawn", "please ignore this one")])


def taken_back_and_sent_anew(story: Story) -> None:
    taken_back(story)
    story.post(2)


def an_old_version_taken_back_after_the_new_one(story: Story) -> None:
    story.post().post(2).mail("Ada", 3, version=1, announces=[announced("withdrawn", "please ignore v1")])


def superseded(story: Story) -> None:
    link = announced("superseded", "superseded by another series", links=("other@y",))
    story.post().mail("Ada", 1, announces=[link])


def superseded_by_its_own_next_version(story: Story) -> None:
    story.post().post(2).mail("Ada", 3, version=1, announces=[announced("superseded", links=("v2-0@x",))])


def a_new_version_after_a_wish(story: Story) -> None:
    wish = story.post().mail("Bob", 1, said("this leaks", "object"), on=1)
    story.post(2).changed(wish, 2, "line")


def a_wish_for_an_old_version(story: Story) -> None:
    story.post().post(2).mail("Bob", 3, said("this leaks", "object"), on=1, version=1)


def a_wish_that_the_newer_version_met_before(story: Story) -> None:
    wish = story.post().post(2).mail("Bob", 3, said("this leaks", "object"), on=1, version=1)
    story.changed(wish, 2, "line")


TABLE: list[tuple[Told, str, str]] = [
    (posted, "new", "reviewer"),
    (one_of_three_seen, "incomplete", "author"),
    (only_a_robot, "new", "reviewer"),
    (only_the_author, "new", "reviewer"),
    (a_plain_question, "in-review", "author"),
    (a_question_that_was_answered, "in-review", "reviewer"),
    (a_nit, "in-review", "author"),
    (a_wish, "changes-requested", "author"),
    (a_guessed_wish, "in-review", "author"),
    (a_wish_beside_a_tag, "changes-requested", "author"),
    (a_wish_that_was_accepted, "changes-requested", "author"),
    (a_wish_taken_back, "in-review", "reviewer"),
    (a_dispute, "contested", "reviewer"),
    (a_dispute_beside_a_promise, "changes-requested", "author"),
    (a_nak_against_a_tag, "contested", "maintainer"),
    (a_nacked_by_against_a_tag, "contested", "maintainer"),
    (a_plain_nak, "rejected", "nobody"),
    (a_nak_with_a_way_out, "changes-requested", "author"),
    (a_nak_of_one_patch, "changes-requested", "author"),
    (reviewed, "ready", "maintainer"),
    (reviewed_in_part, "in-review", "reviewer"),
    (acked_as_a_whole, "ready", "maintainer"),
    (only_tested, "in-review", "reviewer"),
    (reviewed_with_a_nit_of_the_reviewer, "ready", "maintainer"),
    (reviewed_with_a_nit_of_somebody_else, "in-review", "author"),
    (approved_in_words, "in-review", "maintainer"),
    (about_to_be_applied, "ready", "maintainer"),
    (applied, "applied", "nobody"),
    (applied_patch_by_patch, "applied", "nobody"),
    (applied_in_part, "partly-applied", "maintainer"),
    (applied_but_one, "partly-applied", "maintainer"),
    (applied_by_title, "partly-applied", "maintainer"),
    (applied_on_the_wrong_version, "applied", "nobody"),
    (applied_before_the_newest_version, "in-review", "reviewer"),
    (applied_with_a_rest_that_leaks, "partly-applied", "author"),
    (dropped_again, "changes-requested", "author"),
    (applied_dropped_and_applied, "applied", "nobody"),
    (found_in_a_tree, "applied", "nobody"),
    (pulled, "applied", "nobody"),
    (taken_back, "withdrawn", "nobody"),
    (taken_back_by_somebody_else, "in-review", "reviewer"),
    (one_patch_taken_back, "new", "reviewer"),
    (taken_back_and_sent_anew, "new", "reviewer"),
    (an_old_version_taken_back_after_the_new_one, "new", "reviewer"),
    (superseded, "superseded", "nobody"),
    (superseded_by_its_own_next_version, "new", "reviewer"),
    (a_new_version_after_a_wish, "in-review", "reviewer"),
    (a_wish_for_an_old_version, "changes-requested", "author"),
    (a_wish_that_the_newer_version_met_before, "in-review", "reviewer"),
]
