// ID tokens that no honest provider issues: each is wrong in the one way that the form asked for.

import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";

import { SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from "jose";

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const hour = 3600;

const claims = {
  nonce: { nonce: "another" },
  "no-nonce": { nonce: undefined },
  iss: { iss: "https://evil.example" },
  aud: { aud: "another-client" },
  "no-aud": { aud: undefined },
  exp: { exp: Math.floor(Date.now() / 1000) - hour },
  "no-exp": { exp: undefined },
  "no-sub": { sub: undefined },
};

/** The same ID token, but wrong. `key` is the provider's own, so that nothing else is. */
export async function forged(token, forgery, key, secret) {
  const header = decodeProtectedHeader(token);
  const honest = decodeJwt(token);
  if (forgery === "none") return new UnsecuredJWT(honest).encode();
  if (forgery === "hs256-secret") return signed(honest, { ...header, alg: "HS256" }, bytes(secret));
  // The well-known confusion: the public key, which everybody has, taken for a shared secret.
  if (forgery === "hs256-public") {
    const pem = createPublicKey(key).export({ type: "spki", format: "pem" });
    return signed(honest, { ...header, alg: "HS256" }, Buffer.from(pem));
  }
  if (forgery === "signature") return signed(honest, header, stranger);
  if (forgery === "kid") return signed(honest, { ...header, kid: "unknown" }, stranger);
  if (!(forgery in claims)) throw new Error(`no such forgery: ${forgery}`);
  return signed({ ...honest, ...claims[forgery] }, header, key);
}

const signed = (payload, header, key) => new SignJWT(payload).setProtectedHeader(header).sign(key);

// HS256 wants 256 bits; a client that is fooled by it would pad or hash the same way or not at all.
const bytes = (secret) =>
  secret.length >= 32 ? Buffer.from(secret) : createHash("sha256").update(secret).digest();
