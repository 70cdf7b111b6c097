"""Robots are told from people by what the message says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Person
from ingest.parse.robot import is_robot

ANN = Person("Ann Author", "ann@example.org")
TEST_ROBOT = Person("kernel test robot", "lkp@intel.com")
REPORT = """\
Hi Ann,

kernel test robot noticed the following build errors:

[auto build test ERROR on linus/master]

All errors (new ones prefixed by >>):

>> tree.c:10:2: error: no tree
"""
ANSWER = """\
On Mon, May 4, 2026 at 10:11 AM kernel test robot <lkp@intel.com> wrote:
> Hi Ann,
>
> kernel test robot noticed the following build errors:

Thanks, will be fixed in v2.
"""


def robot(
    sender: Person = ANN, subject: str = "Re: [PATCH] tree: count", body: str = "Looks good.\n", **headers: str
) -> str | None:
    return is_robot({name.replace("_", "-"): value for name, value in headers.items()}, sender, subject, body)


def test_people_are_no_robots() -> None:
    assert robot() is None
    assert (
        robot(subject="[PATCH v2 1/3] tree: count", body="Count.\n\nReported-by: kernel test robot <lkp@intel.com>\n")
        is None
    )
    assert robot(body="") is None


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("syzbot+0123456789abcdef@syzkaller.appspotmail.com", "syzbot"),
        ("patchwork-bot+example@kernel.org", "patchwork"),
        ("pr-tracker-bot@kernel.org", "pr-tracker-bot"),
        ("tip-bot2@linutronix.de", "tip-bot"),
        ("sashiko-bot@kernel.org", "AI review"),
        ("bot+bpf-ci@kernel.org", "AI review"),
        ("bot@kernelci.org", "bot"),
        ("example.test.bot@example.org", "bot"),
        ("mailer-daemon@example.org", "bounce"),
        ("no-reply@example.org", "noreply"),
        ("do-not-reply@example.org", "noreply"),
    ],
)
def test_some_addresses_only_send_what_programs_write(email: str, name: str) -> None:
    quoting = "> +\tint a;\n\nCan this be used uninitialised?\n"
    assert robot(Person("", email), body=quoting) == name


@pytest.mark.parametrize("email", ["abbot@example.org", "elliot.talbot@example.org", "1+ann@users.noreply.example.org"])
def test_addresses_of_people_that_look_like_a_robots(email: str) -> None:
    assert robot(Person("Ann Author", email)) is None


def test_reports_of_the_test_robot_are_known_whoever_sends_them() -> None:
    assert robot(TEST_ROBOT, body=REPORT) == "kernel test robot"
    assert robot(body=REPORT) == "kernel test robot"


@pytest.mark.parametrize(
    "body",
    [
        "tree:   https://example.org/linux.git dev\nhead:   1111111\ncommit: 2222222\n",
        "tree/branch: https://example.org/linux.git dev\nbranch HEAD: 1111111  tree: count\n",
        "Greetings,\n\nFYI, we noticed the following commit (built with gcc-7):\n",
        "\nHello,\n\nkernel test robot noticed a 67.7% regression of tree.ops_per_sec on:\n",
        'Hello,\n\nkernel test robot noticed "BUG:tree" on:\n',
        "Hi Ann,\n\nThank you for the patch! Yet something to improve:\n",
        "Hi Ann,\n\nurl:    https://github.com/intel-lab-lkp/linux/commits/Ann-Author/tree\n",
    ],
)
def test_reports_of_the_test_robot_in_every_form(body: str) -> None:
    assert robot(body=body) == "kernel test robot"


def test_an_answer_by_hand_from_a_robots_address_is_a_persons() -> None:
    by_hand = "On Mon, May 4, 2026 at 10:11 AM Ann Author <ann@example.org> wrote:\n> Is this real?\n\nNo, sorry.\n"
    assert robot(TEST_ROBOT, body=by_hand) is None
    assert robot(Person("Bob Operator", "bob@intel.com"), body=by_hand) is None
    assert robot(TEST_ROBOT, body="Something that only a program says.\n") == "kernel test robot"


def test_a_persons_answer_to_a_robot_is_a_persons() -> None:
    assert robot(body=ANSWER) is None
    assert (
        robot(subject='Re: Patch "tree: count" has been added to the 6.1-stable tree', body="Please drop it.\n") is None
    )
    assert (
        robot(body="I got this:\n\n```\nThis is a note to let you know that I've just added the patch titled\n```\n")
        is None
    )


@pytest.mark.parametrize(
    "subject",
    [
        'Patch "tree: count" has been added to the 6.1-stable tree',
        'patch "tree: count" added to staging-next',
        'FAILED: patch "[PATCH] tree: count" failed to apply to 6.1-stable tree',
        "[PATCH AUTOSEL 6.1 01/10] tree: count",
        "[PATCH AUTOSEL 6.18-5.10] tree: count",
    ],
)
def test_the_stable_queue_is_known_by_its_subjects(subject: str) -> None:
    assert robot(subject=subject) == "stable queue"


def test_stable_review_mails_are_the_queues_but_backports_are_peoples() -> None:
    greg = Person("Greg Kroah-Hartman", "gregkh@linuxfoundation.org")
    assert robot(greg, "[PATCH 5.10 012/345] tree: count", "From: Ann\n\ncommit 1 upstream.\n") == "stable queue"
    review = "5.10-stable review patch.  If anyone has any objections, please let me know.\n"
    assert robot(subject="[PATCH 5.10 012/345] tree: count", body=review) == "stable queue"
    assert robot(subject="[PATCH 5.10 012/345] tree: count", x_stable="review") == "stable queue"
    assert robot(subject="[PATCH 5.10 1/2] tree: count", body="commit 1 upstream.\n") is None
    assert robot(subject="[PATCH 5.10.y] tree: count", body="commit 1 upstream.\n") is None
    assert robot(greg, body="On Mon, 4 May 2026, Ann Author wrote:\n> a\n\nPlease do not.\n") is None


def test_checks_sent_from_a_persons_address() -> None:
    checked = "My bot found errors running 'make dt_binding_check' on your patch:\n"
    assert (
        robot(body=f"\nOn Mon, 04 May 2026 10:11:12 +0000, Ann Author wrote:\n> a\n\n{checked}") == "dt-bindings check"
    )
    assert robot(body="This is an AI-generated review of your patch. A person found it plausible.\n") == "AI review"
    assert robot(body=f"On Mon, 04 May 2026, Bob wrote:\n> {checked}\nOops.\n") is None


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("linux-next: build failure after merge of the tree tree", "linux-next"),
        ("+ tree-count.patch added to mm-unstable branch", "mm-commits"),
        ("[merged mm-stable] tree-count.patch removed from -mm tree", "mm-commits"),
        ("[tip: sched/core] tree: Count", "tip-bot"),
        ("Automatic reply: [PATCH] tree: count", "auto-reply"),
        ("Out of office: [PATCH] tree: count", "auto-reply"),
    ],
)
def test_some_subjects_only_programs_write(subject: str, name: str) -> None:
    assert robot(subject=subject) == name
    assert robot(subject=f"Re: {subject}") is None


def test_headers_that_programs_set() -> None:
    assert robot(auto_submitted="auto-replied") == "auto-reply"
    assert robot(auto_submitted="auto-generated (nightly)") == "auto-reply"
    assert robot(auto_submitted="no") is None
    assert robot(precedence="auto_reply") == "auto-reply"
    assert robot(precedence="bulk") is None
    assert robot(content_type='multipart/report; report-type="delivery-status"') == "bounce"


def test_a_hint_to_patchwork_marks_a_robot_only_where_nothing_speaks_for_a_person() -> None:
    assert robot(x_patchwork_hint="ignore ", subject="Report") == "bot"
    assert robot(x_patchwork_hint="ignore", body=ANSWER) is None
    assert robot(x_patchwork_hint="ignore", subject="[PATCH] tree: count") is None


def test_a_postmaster_is_a_person_unless_mail_comes_back() -> None:
    postmaster = Person("Postmaster", "postmaster@example.org")
    assert robot(postmaster, "Change to this list") is None
    assert robot(subject="Undelivered wakeups in tree") is None
    assert robot(postmaster, "Undelivered Mail Returned to Sender") == "bounce"


@given(
    st.dictionaries(st.sampled_from(["auto-submitted", "x-patchwork-hint", "content-type"]), st.text()),
    st.text(),
    st.text(),
)
def test_any_mail_gets_an_answer_and_its_end_does_not_change_it(
    headers: dict[str, str], subject: str, body: str
) -> None:
    found = is_robot(headers, ANN, subject, body)
    assert found is None or found
    far = body[:100] + " " * 9_000
    assert is_robot(headers, ANN, subject, far + "\n> a\n") == is_robot(headers, ANN, subject, far)
