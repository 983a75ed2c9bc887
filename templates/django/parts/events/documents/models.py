

class Counter(models.Model):
    """Counts from 1, as MongoDB numbers nothing by itself."""

    name = models.CharField(max_length=40, primary_key=True, db_column="_id")
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class OutboxEvent(models.Model):
    """An event that happened, and when it was sent."""

    position = models.BigIntegerField(primary_key=True, db_column="_id")
    id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=40)
    note_id = models.UUIDField()
    audience = models.CharField(max_length=36)
    title = models.CharField(max_length=200)
    at = Moment(default=timezone.now)
    claimed_until = Moment(null=True)
    sent_at = Moment(null=True)

    class Meta:
        # Those that were not sent yet are read in this order.
        indexes = (models.Index(fields=("sent_at", "position"), name="outbox_unsent"),)

    def __str__(self) -> str:
        return f"{self.type}: {self.title}"


class Activity(models.Model):
    """An event that was heard of; its id tells whether it comes again."""

    id = models.UUIDField(primary_key=True, editable=False, db_column="_id")
    type = models.CharField(max_length=40)
    note_id = models.UUIDField()
    audience = models.CharField(max_length=36)
    title = models.CharField(max_length=200)
    at = Moment()

    class Meta:
        # The list of one audience is read in this order.
        indexes = (models.Index(fields=("audience", "-at", "-id"), name="activity_newest"),)

    def __str__(self) -> str:
        return f"{self.type}: {self.title}"
