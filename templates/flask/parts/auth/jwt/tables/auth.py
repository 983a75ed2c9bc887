"""The routes under /api/auth: to register, and to trade a password for tokens."""

from flask import Flask

from app import orm, rate_limit, refresh_tokens, tokens
from app.accounts import Credentials, Register, User, UserOut, authenticate
from app.api import Answer, Api, Resource, read_body
from app.docs import describe
from app.refresh_tokens import TokenPair

# Whose request it is: what the rest of the application asks this module.
current_user_id = tokens.current_user_id


def init_app(app: Flask) -> None:
    """Register the routes."""
    tokens.init_app(app)
    rate_limit.init_app(app)
    api = Api(app, prefix="/api/auth")
    api.add_resource(Register, "/register")
    api.add_resource(Token, "/token")
    api.add_resource(refresh_tokens.Refresh, "/refresh")
    api.add_resource(refresh_tokens.Logout, "/logout")
    api.add_resource(Me, "/me")


class Token(Resource):
    """Sign in."""

    @describe("Sign in", body=Credentials, answers={200: TokenPair}, problems=[401, 429])
    def post(self) -> Answer:
        """Answer a pair of tokens for an e-mail and a password."""
        credentials = read_body(Credentials)
        rate_limit.count_sign_in(credentials.email)
        user = authenticate(orm.session(), credentials.email, credentials.password)
        if user is None:
            raise tokens.unauthorized("The e-mail or the password is wrong.")
        return refresh_tokens.first_pair(user.id)


class Me(Resource):
    """Who is signed in."""

    @describe("Who am I?", answers={200: UserOut})
    def get(self) -> UserOut:
        """Answer the account."""
        user = orm.session().get(User, current_user_id())
        if user is None:
            raise tokens.unauthorized("The account no longer exists.")
        return UserOut.model_validate(user)
