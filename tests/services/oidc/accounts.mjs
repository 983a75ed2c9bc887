// Who is signed in, and what their ID token shall say wrongly. Nobody has to register: the form's
// login is the subject, so that the same login is the same person for as long as the tests want.

const people = new Map();

/** Remember what the form said of a person. */
export function enter(form) {
  people.set(form.get("login"), {
    email: form.get("email"),
    verified: form.get("email_verified") === "on",
    forge: form.get("forge"),
  });
  return form.get("login");
}

/** What the person's ID token shall say wrongly, if anything. */
export const forgery = (login) => people.get(login)?.forge;

/** The person as oidc-provider knows them. */
export function findAccount(_ctx, login) {
  const person = people.get(login);
  if (!person) return undefined;
  const email = person.email ? { email: person.email, email_verified: person.verified } : {};
  return { accountId: login, claims: () => ({ sub: login, ...email }) };
}
