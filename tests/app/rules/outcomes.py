"""Stories of what became of an objection, one a case, with its outcome. Bob objects to patch 1 of Ada's v1 on day 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.rules.applied import applications
from app.rules.outcome import Outcome, outcomes

from .stories import Story, announced, said

WISH = "this leaks when the pump stops early"


class Told(Story):
    """A story with Bob's objection in it, and what happens to it."""

    def __init__(self, act: str = "object", text: str = WISH, labels: Sequence[str] = ("lifetime",)) -> None:
        super().__init__()
        self.post(patches=2)
        self.wish = self.mail("Bob", 1, said(text, act, labels=labels, code="+\tstop();"), on=1)

    def answer(self, name: str, at: float, act: str, **more: object) -> str:
        return self.mail(name, at, said(act, act), **{"on": 1, "answers": self.wish} | more)  # type: ignore[arg-type]

    def next(self, place: str, named: str = "", at: float = 10) -> Told:
        self.post(at, patches=2)
        self.changed(self.wish, len(self.versions), place, named)
        return self

    @property
    def outcome(self) -> Outcome:
        history = self.history()
        return outcomes(history, applications(history))[self.wish, 0]


def nothing() -> Told:
    return Told()


def accepted() -> Told:
    story = Told()
    story.answer("Ada", 2, "concede")
    return story


def disputed() -> Told:
    story = Told()
    story.answer("Ada", 2, "rebut")
    return story


def disputed_then_accepted() -> Told:
    story = disputed()
    story.answer("Ada", 3, "concede")
    return story


def accepted_then_disputed() -> Told:
    story = accepted()
    story.answer("Ada", 3, "rebut")
    return story


def planned() -> Told:
    story = Told()
    story.answer("Ada", 2, "inform")
    return story


def seconded() -> Told:
    story = Told()
    story.answer("Cyn", 2, "concede")
    return story


def accepted_deeper_in_the_thread() -> Told:
    story = Told()
    question = story.answer("Cyn", 2, "question")
    story.mail("Ada", 3, said("I see, will fix", "concede"), on=1, answers=question)
    return story


def taken_back() -> Told:
    story = disputed()
    story.answer("Bob", 3, "withdraw")
    return story


def content_with_the_answer() -> Told:
    story = disputed()
    story.answer("Bob", 3, "approve")
    return story


def content_with_the_promise() -> Told:
    story = accepted()
    story.answer("Bob", 3, "approve")
    return story


def taken_back_by_somebody_else() -> Told:
    story = Told()
    story.answer("Cyn", 3, "withdraw")
    return story


def asked() -> Told:
    return Told("question", "does this leak?")


def answered() -> Told:
    story = asked()
    story.answer("Ada", 2, "inform")
    return story


def answered_by_somebody_else() -> Told:
    story = asked()
    story.answer("Cyn", 2, "inform")
    return story


def answered_with_a_question() -> Told:
    story = asked()
    story.answer("Ada", 2, "question")
    return story


def the_asker_got_it() -> Told:
    story = answered()
    story.answer("Bob", 3, "withdraw")
    return story


def changed() -> Told:
    return Told().next("line")


def changed_beside_it() -> Told:
    return Told().next("near")


def named_in_the_changelog() -> Told:
    return Told().next("elsewhere", "free the pump (Bob)")


def changed_elsewhere() -> Told:
    return Told().next("elsewhere")


def promised_and_changed_elsewhere() -> Told:
    return accepted().next("elsewhere")


def changed_in_the_version_after_next() -> Told:
    return Told().next("none").next("line", at=20)


def promised_but_unchanged() -> Told:
    return accepted().next("none")


def disputed_and_unchanged() -> Told:
    return disputed().next("none")


def answered_and_unchanged() -> Told:
    return answered().next("none")


def unchanged() -> Told:
    return Told().next("none")


def unchanged_in_a_version_that_was_there_before() -> Told:
    return Told().next("none", at=0.5)


def met_by_a_version_that_was_there_before() -> Told:
    return Told().next("line", at=0.5)


def changed_and_reviewed() -> Told:
    story = changed()
    story.mail("Bob", 11, on=1, tags=["Reviewed-by"])
    return story


def changed_and_reviewed_as_a_whole() -> Told:
    story = changed()
    story.mail("Bob", 11, on=0, tags=["Acked-by"])
    return story


def changed_and_another_patch_reviewed() -> Told:
    story = changed()
    story.mail("Bob", 11, on=2, tags=["Reviewed-by"])
    return story


def changed_and_reviewed_by_somebody_else() -> Told:
    story = changed()
    story.mail("Cyn", 11, on=1, tags=["Reviewed-by"])
    return story


def changed_and_approved() -> Told:
    story = changed()
    story.mail("Bob", 11, said("looks good now", "approve"), on=1)
    return story


def reviewed_in_the_same_mail() -> Told:
    story = Told()
    story.wish = story.mail("Bob", 1, said(WISH, "object", labels=["lifetime"]), on=1, tags=["Reviewed-by"])
    return story


def explained_and_reviewed() -> Told:
    story = planned()
    story.mail("Bob", 3, on=1, tags=["Reviewed-by"])
    return story


def changed_and_applied() -> Told:
    story = changed()
    story.mail("Mia", 12, announces=[announced("applied")])
    return story


def changed_and_another_patch_applied() -> Told:
    story = changed()
    story.mail("Mia", 12, on=2, announces=[announced("applied")])
    return story


def applied_unchanged() -> Told:
    story = unchanged()
    story.mail("Mia", 12, announces=[announced("applied")])
    return story


def applied_at_once() -> Told:
    story = Told()
    story.mail("Mia", 3, announces=[announced("applied")])
    return story


def applied_before_it_was_said() -> Told:
    story = Told()
    story.mail("Mia", 0.5, announces=[announced("applied")])
    return story


def applied_by_whoever_raised_it() -> Told:
    story = Told()
    story.mail("Bob", 3, on=1, announces=[announced("applied")])
    return story


def answered_and_applied() -> Told:
    story = answered()
    story.mail("Mia", 3, announces=[announced("applied")])
    return story


def the_patch_is_gone() -> Told:
    return Told().next("patch-gone")


def the_place_is_gone() -> Told:
    return Told().next("hunk-gone")


def what_was_too_much_is_gone() -> Told:
    return Told(labels=["complexity"]).next("hunk-gone")


def gone_and_back() -> Told:
    return Told().next("patch-gone").next("line", at=20)


def said_again() -> Told:
    story = unchanged()
    story.mail("Bob", 11, said(f"still: {WISH}", "object", labels=["logic"], code="+\tother();"), on=1)
    return story


def said_again_of_the_same_line() -> Told:
    story = changed()
    story.mail("Bob", 11, said("no", "object", labels=["lifetime"], code="+\tstop();"), on=1)
    return story


def something_else_is_said() -> Told:
    story = changed()
    story.mail("Bob", 11, said("typo", "object", labels=["style"], code="+\tother();"), on=1)
    return story


def said_again_and_content_at_last() -> Told:
    story = said_again()
    story.next("line", at=20)
    story.mail("Bob", 21, on=1, tags=["Reviewed-by"])
    return story


def set_by_hand() -> Told:
    story = changed()
    story.by_hand[story.wish, 0] = ("open", "Mia says so: not good enough.")
    return story


TABLE: list[tuple[Callable[[], Told], str]] = [
    (nothing, "open"),
    (accepted, "conceded"),
    (disputed, "rebutted"),
    (disputed_then_accepted, "conceded"),
    (accepted_then_disputed, "rebutted"),
    (planned, "open"),
    (seconded, "open"),
    (accepted_deeper_in_the_thread, "conceded"),
    (taken_back, "withdrawn"),
    (content_with_the_answer, "withdrawn"),
    (content_with_the_promise, "conceded"),
    (taken_back_by_somebody_else, "open"),
    (asked, "open"),
    (answered, "answered"),
    (answered_by_somebody_else, "answered"),
    (answered_with_a_question, "open"),
    (the_asker_got_it, "withdrawn"),
    (changed, "changed-unconfirmed"),
    (changed_beside_it, "changed-unconfirmed"),
    (named_in_the_changelog, "changed-unconfirmed"),
    (changed_elsewhere, "ignored"),
    (promised_and_changed_elsewhere, "changed-unconfirmed"),
    (changed_in_the_version_after_next, "changed-unconfirmed"),
    (promised_but_unchanged, "conceded"),
    (disputed_and_unchanged, "rebutted"),
    (answered_and_unchanged, "answered"),
    (unchanged, "ignored"),
    (unchanged_in_a_version_that_was_there_before, "open"),
    (met_by_a_version_that_was_there_before, "changed-unconfirmed"),
    (changed_and_reviewed, "confirmed"),
    (changed_and_reviewed_as_a_whole, "confirmed"),
    (changed_and_another_patch_reviewed, "changed-unconfirmed"),
    (changed_and_reviewed_by_somebody_else, "changed-unconfirmed"),
    (changed_and_approved, "confirmed"),
    (reviewed_in_the_same_mail, "open"),
    (explained_and_reviewed, "confirmed"),
    (changed_and_applied, "confirmed"),
    (changed_and_another_patch_applied, "changed-unconfirmed"),
    (applied_unchanged, "overruled"),
    (applied_at_once, "overruled"),
    (applied_before_it_was_said, "open"),
    (applied_by_whoever_raised_it, "confirmed"),
    (answered_and_applied, "answered"),
    (the_patch_is_gone, "moot"),
    (the_place_is_gone, "moot"),
    (what_was_too_much_is_gone, "changed-unconfirmed"),
    (gone_and_back, "changed-unconfirmed"),
    (said_again, "repeated"),
    (said_again_of_the_same_line, "repeated"),
    (something_else_is_said, "changed-unconfirmed"),
    (said_again_and_content_at_last, "repeated"),
    (set_by_hand, "open"),
]
