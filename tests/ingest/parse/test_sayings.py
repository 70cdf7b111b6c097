"""What a sentence says was done with patches, and what only sounds like it."""

from __future__ import annotations

import pytest

from ingest.parse.sayings import said


def what(sentence: str) -> str | None:
    found = said(sentence)
    return found[0] if found else None


@pytest.mark.parametrize(
    "sentence",
    [
        "Applied, thanks!",
        "Applied.",
        "applied",
        "Thanks, applied.",
        "Thanks Ann, patch applied!",
        "Looks good to me, applied to -experimental now.",
        "This patch looks good to me, applied with minor updates.",
        "Thanks for the patch, pushed to tree-misc-next.",
        "Applied now.",
        "Already applied.",
        "Now applied to for-next branch.",
        "Applied as 6.13 material, thanks!",
        "Applied 1-3 to tree/for-6.20.",
        "Applied to -dev branch but could you update the manual as well?",
        "Both applied, thanks.",
        "All applied.",
        "Both patches applied, thanks!",
        "Series applied, thanks Ann.",
        "Patch applied to the leaf tree as obviously correct.",
        "Patches 10,14,16 applied.",
        "2 patches applied to tree-next.git, thanks.",
        "For now applied to the branch branch of tree.git.",
        "Queued for v6.5, thank you both!",
        "Thanks, queued.",
        "Now queued up, thanks.",
        "Sorry for the delay, all now queued up.",
        "Both backports now queued up.",
        "Thanks, picked up with the spelling fixed.",
        "Pushed to tree-misc (tree-misc-next). Thanks!",
        "Merged into tree/dev, thanks.",
        "Added to misc-next, thanks.",
        "Pulled, thanks.",
        "I've applied this patch.",
        "I have applied it now.",
        "I've applied to -dev branch and will move it to -next soon.",
        "I applied as-is to tree/for-7.1-fixes but please capitalize your name.",
        "With v6.3-rc1 out, I've applied this now.",
        "Since this is one line, I've applied this to -dev directly.",
        "I've queued this up in my tree now.",
        "I've pushed out this patch to the fixes branch.",
        "I already merged them, didn't I?",
        "Thanks, I added this (and the -fix) to mm.git's mm-new branch.",
        "Thanks, I updated mm.git to this version.",
        "I've skipped this patch for now, and applied the rest.",
        "I fixed the message as below and applied:",
        "The series has been applied with some clean-up work.",
        "The first five patches are applied now.",
        "This patch is already pushed to tree-misc-fixes.",
        "Your patch looks odd in my client, also [PATCH 1/2] has been applied before.",
        "Thanks for the suggestion, but it has been applied to -dev branch.",
        "Tested and applied to for-next.",
        "It's fine as it is, so I've taken 1-9 into for-7.3 - please respin 10-11.",
    ],
)
def test_applied(sentence: str) -> None:
    assert what(sentence) == "applied"


@pytest.mark.parametrize(
    "sentence",
    [
        "Could this be applied?",
        "Applied to what?",
        "Should this be queued for v6.6?",
        "Just checking, can this patch be applied?",
        "Andrew, could you please pick this up?",
        "Please apply.",
        "Once this is applied, I will send the rest.",
        "If the first patch is applied, this one is not needed.",
        "When I applied this set locally I noticed a warning.",
        "After I applied the patch, the machine did not boot.",
        "The fix was merged in 6.1.",
        "That patch was merged a year ago.",
        "It does not apply.",
        "This applies cleanly.",
        "I tried to apply it.",
        "I haven't applied it.",
        "I applied this locally and tested it.",
        "Yes, I applied the patch and everything works now.",
        "I applied this series (cleanly) on top of 7dff99b35460.",
        "I applied this patch on the mainline repository for testing.",
        "I applied the patch to the Rawhide kernel, it applies cleanly there.",
        "Applied the patch to lib/tree.c and rebuilt the tools.",
        "I have applied your patch and here is the output.",
        "With the patch applied, the count is right.",
        "The commit I had applied it to is old.",
        "If the only thing you applied is this series, then no.",
        "Since this patch is already applied by Bob, I'll rebase.",
        "Bob applied these as well already.",
        "The bug is there until patch 13/13 is applied.",
        "This is applied at run time to all trees.",
        "IO should be applied to all physical data.",
        "It was taken from another tree program.",
        "I picked up the tags.",
        "I've added a comment to the next version.",
        "I added the lock because it is needed.",
        "I'm concerned about adding more cases like what we already added for leaves.",
        "Requests are queued to the list and never drained.",
        "I pushed this for 0day ci yesterday.",
        "[If your patch is applied to the wrong tree, please drop us a note.]",
        "Thanks for applying.",
    ],
)
def test_what_only_sounds_like_applied(sentence: str) -> None:
    assert what(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Thanks, will apply.",
        "LGTM, will apply, although a test would be good.",
        "(Will apply later with other patches...)",
        "Thanks, I'll queue this in mm.git's mm-new branch.",
        "I think I'll queue this for 6.20(?)-rc1 with cc:stable.",
        "I'll take this, but just be aware of it in future please.",
        "Thanks, I'll add this series to mm-new.",
        "I will merge this series to -dev branch today.",
        "Let me apply the patch soon.",
        "Given that, I'll apply the series and address Bob's feedback.",
        "Since people hit this, I'm going to merge it as below.",
        "LGTM, i.e. will queue in leaf-devel for v6.19.",
        "Will apply after the merge window, thanks.",
        "I'll queue it up after the stable kernels are released.",
    ],
)
def test_a_promise_to_apply(sentence: str) -> None:
    assert what(sentence) == "will-apply"


@pytest.mark.parametrize(
    "sentence",
    [
        "I'll apply it once the first one is fixed.",
        "Once this is fixed, I'll apply the patch.",
        "If nobody objects, I will queue this.",
        "I will apply your patch when the dependency is upstream.",
        "I will merge these after the rebased patch is received.",
        "Thanks for the suggestion, I will apply it.",
        "I'll apply it in the next version.",
        "I will apply and test it.",
        "I'll take it as a compliment.",
        "I'll take a look.",
        "I'll take this out.",
        "I'd like to apply it later.",
        "It will take the lock.",
        "Will you apply it?",
    ],
)
def test_what_promises_nothing(sentence: str) -> None:
    assert what(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "I've dropped this from my tree.",
        "I dropped 4/4 as it is not wanted.",
        "For now I've dropped this.",
        "Dropped, please resubmit.",
        "Patches 2 and 3 are dropped as Bob sent the complete fixes.",
        "I'll drop this from -next for now.",
    ],
)
def test_dropped(sentence: str) -> None:
    assert what(sentence) == "dropped"


@pytest.mark.parametrize(
    "sentence",
    [
        "I dropped this patch in v3.",
        "I've dropped this bit.",
        "You dropped my tag.",
        "The reference is dropped.",
        "We could drop this line.",
        "Dropped.",
    ],
)
def test_what_is_dropped_is_no_patch(sentence: str) -> None:
    assert what(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Please ignore this patch.",
        "Please ignore this series (v4) and review v5.",
        "Please ignore this and look at the next version instead.",
        "Sorry, wrong version, please disregard.",
        "Kindly disregard this patch.",
        "This one is accidental, please ignore.",
        "So you can ignore this patch.",
        "Please drop this series, it is broken.",
        "Bob, please drop these two patches from your tree.",
        "Therefore I am withdrawing this patch.",
        "Please consider this patch withdrawn.",
        "That makes sense, so I'll drop this patch.",
        "Dropping this patch.",
        "Self-NAK, there is a locking issue.",
        "So self-NAK.",
    ],
)
def test_withdrawn(sentence: str) -> None:
    assert what(sentence) == "withdrawn"


@pytest.mark.parametrize(
    "sentence",
    [
        "Please ignore the noise.",
        "Please ignore my previous question.",
        "Please ignore that.",
        "Feel free to ignore it.",
        "Please ignore this patch if it need not fail.",
        "Please drop the Fixes tag.",
        "Could you drop this paragraph?",
        "Why drop this?",
        "I'll drop this patch in v3.",
        "Dropping this patch fixes the issue.",
        "I'll add a self-NAK to the idea of it.",
        "The object gets withdrawn.",
        "I have to withdraw my tag.",
    ],
)
def test_what_takes_no_patch_back(sentence: str) -> None:
    assert what(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "DELAYEDALLOC has been replaced by TRYALLOC.",
        "The function will be replaced by another call.",
        "Most of its content is superseded by the website.",
        "Do not use an obsoleted interface.",
    ],
)
def test_what_is_superseded_is_no_patch(sentence: str) -> None:
    assert what(sentence) is None
