"""The notes that `poe seed` writes."""

DEMO_NOTES = {
    "Welcome": "These notes are demo data: change them, or delete them.",
    "Groceries": "Milk, bread, two lemons.",
    "Book to read": "The Pragmatic Programmer, second edition.",
    "Call the dentist": "Before Friday, in the morning.",
    "Idea": "A page that shows how often each word is used.",
    "Recipe": "Risotto: rice, stock, an onion, and patience.",
    "Packing list": "Passport, charger, umbrella.",
    "Running": "5 km in 28 minutes. Next time without the hill.",
    "Quotation": "Simple things should be simple, complex things should be possible.",
    "Ünïcödé": "Ж, 漢字, 🙂: a note holds any script.",
}
