

class Job(models.Model):
    """Work that nobody waits for; this row is what counts, whatever becomes of its message."""

    class Status(models.TextChoices):
        """How far a job is."""

        PENDING = "pending"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.CharField(max_length=36)
    note_id = models.UUIDField()
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("status", "changed_at"), name="job_status"),)

    def __str__(self) -> str:
        return f"{self.note_id}: {self.status}"
