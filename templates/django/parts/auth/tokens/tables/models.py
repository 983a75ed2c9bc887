

class RefreshToken(models.Model):
    """A refresh token as its SHA-256; those that came from one sign-in are a family."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    family = models.UUIDField(default=uuid.uuid4, db_index=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_tokens")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.family}, until {self.expires_at}"
