"""The routes under /api/auth, but for the way to the provider and back."""

from app import me, token_pairs

urlpatterns = [*me.urlpatterns, *token_pairs.urlpatterns]
