"""The OpenID provider that people sign in with.

https://openid.net/specs/openid-connect-core-1_0.html
"""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# What /.well-known/openid-configuration stands under, letter by letter as the provider writes it.
# https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
OAUTH2_ISSUER = env.str("OAUTH2_ISSUER", default="")

# What the provider calls this application, and the secret that it gave to it.
# https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1
OAUTH2_CLIENT_ID = env.str("OAUTH2_CLIENT_ID", default="")
OAUTH2_CLIENT_SECRET = env.str("OAUTH2_CLIENT_SECRET", default="")

if OAUTH2_ISSUER and not (OAUTH2_CLIENT_ID and OAUTH2_CLIENT_SECRET):
    raise ImproperlyConfigured("OAUTH2_ISSUER needs OAUTH2_CLIENT_ID and OAUTH2_CLIENT_SECRET.")

# Where the provider sends people back to; it accepts no other address than the registered one.
# https://www.rfc-editor.org/rfc/rfc9700.html#section-4.1.3
OAUTH2_REDIRECT_URL = env.str(
    "OAUTH2_REDIRECT_URL", default="http://127.0.0.1:8000/api/auth/oauth2/callback"
)
