// Tokens made by another implementation (jose): good ones pass, forged and stale ones do not.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import { Cluster } from './support/cluster.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lyceum-jwks-'));
const jwksFile = join(folder, 'jwks.json');
const keys = {};
let cluster;

async function publish(...names) {
  const jwks = { keys: [] };
  for (const name of names) jwks.keys.push({ ...(await exportJWK(keys[name].publicKey)), kid: name, alg: keys[name].alg, use: 'sig' });
  writeFileSync(`${jwksFile}.new`, JSON.stringify(jwks));
  renameSync(`${jwksFile}.new`, jwksFile);
}

before(async () => {
  for (const [name, alg] of [['rsa', 'RS256'], ['ec', 'ES256'], ['ed', 'EdDSA'], ['stranger', 'EdDSA'], ['later', 'ES256']]) {
    keys[name] = { alg, ...(await generateKeyPair(alg, { extractable: true, crv: alg === 'EdDSA' ? 'Ed25519' : undefined })) };
  }
  await publish('rsa', 'ec', 'ed');
  cluster = await new Cluster({ redis: false, flags: { content: ['--jwks', jwksFile, '--issuer', 'https://id.example'] } }).start();
});
after(() => cluster?.stop());

const seconds = () => Math.floor(Date.now() / 1000);
const claims = (changes = {}) => ({
  iss: 'https://id.example', aud: 'lyceum', sub: 'ada', tenant: 'acme', roles: ['learner'], iat: seconds(), exp: seconds() + 600, jti: randomUUID(), ...changes,
});
const sign = (key, changes = {}, header = {}) => new SignJWT(claims(changes)).setProtectedHeader({ alg: keys[key].alg, kid: key, typ: 'JWT', ...header }).sign(keys[key].privateKey);
const use = (token) => cluster.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme' }, { token });
const refused = async (token, reason) => {
  await assert.rejects(use(token), (error) => {
    assert.equal(error.code, 16, error.message);
    assert.equal(error.rpc.ErrorInfo.reason, reason);
    return true;
  });
};
const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

for (const key of ['rsa', 'ec', 'ed']) {
  test(`a token signed by another library with ${key} is accepted`, async () => assert.ok(await use(await sign(key))));
}
test('a token for several audiences is accepted', async () => assert.ok(await use(await sign('ed', { aud: ['other', 'lyceum'] }))));
test('alg none', async () => refused(`${b64({ alg: 'none', typ: 'JWT' })}.${b64(claims())}.`, 'TOKEN_INVALID'));
test('alg none with a signature', async () => {
  const [, body, signature] = (await sign('ed')).split('.');
  await refused(`${b64({ alg: 'none', kid: 'ed' })}.${body}.${signature}`, 'TOKEN_INVALID');
});
test('HS256 with the public key as the secret', async () => {
  const secret = await exportSPKI(keys.rsa.publicKey);
  const input = `${b64({ alg: 'HS256', kid: 'rsa', typ: 'JWT' })}.${b64(claims())}`;
  await refused(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`, 'TOKEN_INVALID');
});
test('an algorithm that is not the key\'s', async () => {
  const [, body, signature] = (await sign('rsa')).split('.');
  await refused(`${b64({ alg: 'ES256', kid: 'rsa' })}.${body}.${signature}`, 'TOKEN_INVALID');
});
test('a stranger\'s key', async () => refused(await sign('stranger'), 'TOKEN_INVALID'));
test('a stranger\'s key under a known kid', async () => refused(await sign('stranger', {}, { kid: 'ed' }), 'TOKEN_INVALID'));
test('a key inside the token', async () => refused(await sign('stranger', {}, { kid: undefined, jwk: await exportJWK(keys.stranger.publicKey) }), 'TOKEN_INVALID'));
test('another audience', async () => refused(await sign('ed', { aud: 'other' }), 'TOKEN_INVALID'));
test('another issuer', async () => refused(await sign('ed', { iss: 'https://evil.example' }), 'TOKEN_INVALID'));
test('expired', async () => refused(await sign('ed', { exp: seconds() - 3600 }), 'TOKEN_EXPIRED'));
test('not yet valid', async () => refused(await sign('ed', { nbf: seconds() + 3600 }), 'TOKEN_INVALID'));
test('without an expiry', async () => refused(await sign('ed', { exp: undefined }), 'TOKEN_INVALID'));
test('without a subject', async () => refused(await sign('ed', { sub: undefined }), 'TOKEN_INVALID'));
test('without a tenant', async () => refused(await sign('ed', { tenant: undefined }), 'TOKEN_INVALID'));
test('a changed body', async () => {
  const [head, , signature] = (await sign('ed')).split('.');
  await refused(`${head}.${b64(claims({ roles: ['admin'] }))}.${signature}`, 'TOKEN_INVALID');
});
test('cut short, empty, and no token at all', async () => {
  const token = await sign('ed');
  await refused(token.slice(0, -10), 'TOKEN_INVALID');
  await refused('x', 'TOKEN_INVALID');
  await refused('..', 'TOKEN_INVALID');
  await refused(undefined, 'TOKEN_MISSING');
});
test('huge', async () => refused(`${'a'.repeat(9000)}.${'b'.repeat(10)}.c`, 'TOKEN_INVALID'));
test('keys rotate without a restart', async () => {
  const early = await sign('later');
  await refused(early, 'TOKEN_INVALID');
  await publish('ed', 'later');
  for (let i = 0; ; ++i) {
    const accepted = await use(await sign('later')).then(() => true, () => false);
    if (accepted) break;
    assert.ok(i < 150, 'the new key was never taken up');
    await sleep(100);
  }
  await refused(await sign('rsa'), 'TOKEN_INVALID');
});
