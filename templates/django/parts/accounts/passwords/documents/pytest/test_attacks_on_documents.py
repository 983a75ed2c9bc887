

@pytest.mark.parametrize("name", ["email", "password"])
def test_an_operator_in_place_of_a_credential(visitor: APIClient, name: str) -> None:
    credentials = {"email": "nobody@example.com", "password": "a long password"}
    for operator in OPERATORS:
        forged = {**credentials, name: operator}
        for path in ("register", "{{ {'jwt': 'token', 'session': 'login'}[auth] }}"):
            assert visitor.post(f"/api/auth/{path}", forged).status_code == 422
