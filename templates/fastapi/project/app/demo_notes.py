"""Ten notes, so that there is something to look at."""

DEMO_NOTES = [
    ("Welcome", "This note came from `poe seed`. Change it, or delete it."),
    ("Groceries", "Milk, bread, coffee beans"),
    ("Reading list", "Architecture Patterns with Python; The Pragmatic Programmer"),
    ("Standup", "Yesterday: search. Today: its tests. In the way: nothing."),
    ("Idea", "Tags for notes, and a filter by tag"),
    ("Bug", "A search for 100% must not find everything: escape the wildcards"),
    ("Recipe", "200 g flour, 2 eggs, 400 ml milk, a pinch of salt"),
    ("Packing", "Passport, charger, toothbrush, book"),
    ("Meeting", "Agree on the names of the fields before anybody writes code"),
    ("Quote", "Simple things should be simple, complex things should be possible."),
]
