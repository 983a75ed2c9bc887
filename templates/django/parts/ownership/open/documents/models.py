
EVERYONE = "everyone"


class Note(models.Model):
    """A short text that everyone shares."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, db_column="_id")
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=10_000, blank=True)
    created_at = Moment(default=timezone.now, editable=False)
    updated_at = Moment(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("-created_at", "-id"), name="note_newest"),)

    def __str__(self) -> str:
        return self.title

    @property
    def audience(self) -> str:
        """Whoever may see it: everyone."""
        return EVERYONE
