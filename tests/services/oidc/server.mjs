// An OpenID provider that signs in whoever the form names: node server.mjs PORT FOLDER
// The folder keeps its key, so that it is the same provider after a restart.

import { generateKeyPairSync, createPrivateKey } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { Provider, interactionPolicy } from "oidc-provider";

import { enter, findAccount, forgery } from "./accounts.mjs";
import { forged } from "./forge.mjs";

const [port, folder, ...rest] = process.argv.slice(2);
if (!folder || rest.length) throw new Error(`usage: server.mjs PORT FOLDER, and no ${rest}`);

const CLIENT_SECRET = "a-secret-of-the-tests-of-more-than-32-characters";
const issuer = `http://127.0.0.1:${port}`;
const key = signingKey(join(folder, "key.pem"));

// Native clients would ask again whether the person agrees, even when all is agreed.
const prompts = interactionPolicy.base();
prompts.get("consent").checks.remove("native_client_prompt");

// https://github.com/panva/node-oidc-provider/blob/main/docs/README.md
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "notes",
      client_secret: CLIENT_SECRET,
      // A native client may call back to any port of this machine, and each project has its own.
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/api/auth/oauth2/callback"],
    },
  ],
  jwks: { keys: [{ ...key.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "tests" }] },
  cookies: { keys: ["signs nothing that matters"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  // Google, Keycloak and Entra put the e-mail into the ID token, and so does this one.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: {
    policy: prompts,
    url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
  },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  findAccount,
  loadExistingGrant: agreed,
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route !== "token" || !ctx.body?.id_token) return;
  const wanted = forgery(ctx.oidc.account.accountId);
  if (wanted) ctx.body.id_token = await forged(ctx.body.id_token, wanted, key, CLIENT_SECRET);
});

const answer = provider.callback();
createServer((request, response) => {
  const [, page, uid] = request.url.split("/");
  if (page !== "interaction") return answer(request, response);
  if (request.method === "POST") return signIn(request, response);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  return response.end(form(uid));
}).listen(Number(port), "127.0.0.1");

function form(uid) {
  return `<!doctype html><title>Sign in</title><form method="post" action="/interaction/${uid}">
<input name="login" required><input name="email"><input type="checkbox" name="email_verified" checked>
<input name="forge"><button>Sign in</button><button name="error" value="access_denied">No</button></form>`;
}

async function signIn(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const fields = new URLSearchParams(body);
  const result = fields.get("error")
    ? { error: fields.get("error"), error_description: fields.get("error_description") ?? "" }
    : { login: { accountId: enter(fields) } };
  await provider.interactionFinished(request, response, result);
}

/** Whoever signs in agrees to what the client asks for: there is no page for that. */
async function agreed(ctx) {
  const { client, session, provider: its } = ctx.oidc;
  const grant = new its.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid email");
  await grant.save();
  return grant;
}

function signingKey(path) {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(path));
}
