"""The routes under /api/auth for those who have signed in; how they do so is in app/oauth2.py."""

from flask import Flask

from app import orm, refresh_tokens, tokens
from app.accounts import User, UserOut
from app.api import Api, Resource
from app.docs import describe

# Whose request it is: what the rest of the application asks this module.
current_user_id = tokens.current_user_id


def init_app(app: Flask) -> None:
    """Register the routes."""
    tokens.init_app(app)
    api = Api(app, prefix="/api/auth")
    api.add_resource(refresh_tokens.Refresh, "/refresh")
    api.add_resource(refresh_tokens.Logout, "/logout")
    api.add_resource(Me, "/me")


class Me(Resource):
    """Who is signed in."""

    @describe("Who am I?", answers={200: UserOut})
    def get(self) -> UserOut:
        """Answer the account."""
        user = orm.session().get(User, current_user_id())
        if user is None:
            raise tokens.unauthorized("The account no longer exists.")
        return UserOut.model_validate(user)
