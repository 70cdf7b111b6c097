"""From single mails to threads, submissions and versions: facts in, places out. Pure, so that the same mails in any
order give the same places; nothing here keeps state between calls."""
