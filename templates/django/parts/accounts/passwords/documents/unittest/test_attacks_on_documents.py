

class CredentialsTest(ApiTestCase):
    def test_an_operator_in_place_of_a_credential(self) -> None:
        credentials = {"email": "nobody@example.com", "password": "a long password"}
        for name in credentials:
            for operator in OPERATORS:
                forged = {**credentials, name: operator}
                for path in ("register", "{{ {'jwt': 'token', 'session': 'login'}[auth] }}"):
                    answer = self.visitor.post(f"/api/auth/{path}", forged)
                    self.assertEqual(answer.status_code, 422)
