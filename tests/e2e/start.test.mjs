// What a service cannot start with: one line that says why, an exit code that is not 0, and nothing damaged.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bin } from './support/cluster.mjs';
import { Postgres } from './support/postgres.mjs';

let postgres, folder, jwks, token;
before(async () => {
  postgres = await Postgres.start();
  folder = mkdtempSync(join(tmpdir(), 'lyceum-start-'));
  spawnSync(join(bin, 'lyceumctl'), ['token', 'init', '--keys', folder]);
  jwks = join(folder, 'jwks.json');
  token = join(folder, 'service.token');
  writeFileSync(token, 'a.b.c');
});
after(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const env = { PATH: process.env.PATH };
const flags = (settings) => Object.entries(settings).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, `${value}`]));
const sqlite = (name) => `sqlite:${join(folder, name)}.db`;
// Of a port nobody listens at.
const nowhere = 'postgres://lyceum@127.0.0.1:1/lyceum';

// Starts a service that must end by itself, and returns its only line.
function refuses(service, settings, expected = 1) {
  const all = { listen: '127.0.0.1:0', 'metrics-listen': '127.0.0.1:0', jwks, ...settings };
  const { status, signal, stderr, stdout } = spawnSync(join(bin, `lyceum-${service}`), flags(all), { encoding: 'utf8', timeout: 60000, env });
  assert.equal(signal, null, `${service} still runs`);
  assert.equal(status, expected, stderr);
  assert.equal(stdout, '');
  const lines = stderr.trim().split('\n').filter((line) => line !== 'Try --help.');
  assert.equal(lines.length, 1, stderr);
  return expected === 1 ? JSON.parse(lines[0]).error : lines[0];
}

for (const service of ['content', 'quiz', 'progress']) {
  test(`${service}: a database that is none, that is not there, that nobody may open`, () => {
    assert.match(refuses(service, {}), /a database URL begins with sqlite: or postgres:\/\//);
    assert.match(refuses(service, { database: 'mysql://db/lyceum' }), /a database URL begins with sqlite: or postgres:\/\//);
    assert.match(refuses(service, { database: nowhere }), /Connection refused/);
    assert.match(refuses(service, { database: 'postgres://lyceum@no-such-host.invalid/lyceum' }), /could not translate host name/);
    assert.match(refuses(service, { database: postgres.url.replace(/lyceum$/, 'missing') }), /database "missing" does not exist/);
    assert.match(refuses(service, { database: 'sqlite:/no/such/folder/x.db' }), /no\/such\/folder/);
    assert.match(refuses(service, { 'database-file': join(folder, 'missing') }), /no database URL in/);
  });
}

test('a wrong password, and a URL that cannot be read: the password is not repeated', () => {
  for (const database of ['postgres://ada:correct-horse@127.0.0.1:1/lyceum', 'postgres://ada:correct-horse%zz@127.0.0.1:1/lyceum', 'postgres://ada:correct-horse@[::1/lyceum']) {
    assert.doesNotMatch(refuses('quiz', { database }), /correct-horse/);
  }
});

test('a PostgreSQL that accepts and says nothing', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  try {
    // In another process than this one, which must go on listening.
    const child = spawn(join(bin, 'lyceum-progress'), flags({ listen: '127.0.0.1:0', jwks, database: `postgres://lyceum@127.0.0.1:${silent.address().port}/lyceum` }), { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (bytes) => { text += bytes; });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 1, text);
    assert.match(JSON.parse(text).error, /timeout/);
  } finally {
    silent.close();
  }
});

test('a port that is taken, for calls and for metrics', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const taken = `127.0.0.1:${other.address().port}`;
  assert.match(refuses('progress', { listen: taken, database: sqlite('a') }), new RegExp(`${taken}.*in use`));
  assert.match(refuses('progress', { 'metrics-listen': taken, database: sqlite('b') }), new RegExp(taken));
  other.close();
});

test('keys, tokens and settings that are not there', () => {
  assert.match(refuses('progress', { database: sqlite('c'), jwks: join(folder, 'missing.json') }), /missing\.json/);
  writeFileSync(join(folder, 'empty.json'), '{"keys": []}');
  assert.match(refuses('progress', { database: sqlite('d'), jwks: join(folder, 'empty.json') }), /key/);
  assert.match(refuses('quiz', { database: sqlite('e'), 'service-token-file': join(folder, 'missing.token') }), /missing\.token/);
  assert.match(refuses('progress', { database: sqlite('f'), 'drain-wait-ms': 'soon' }, 2), /drain-wait-ms/);
  assert.match(refuses('progress', { databas: sqlite('f') }, 2), /databas/);
});

const own = async (schema) => {
  await postgres.query(`CREATE SCHEMA ${schema}`);
  return `${postgres.url}?options=-csearch_path%3D${schema}`;
};
const tables = (schema) => postgres.query(`SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' ORDER BY 1`);
const migrate = (service, database) => new Promise((resolve) => {
  const child = spawn(join(bin, `lyceum-${service}`), flags({ database, 'migrate-only': true }), { env, stdio: 'ignore' });
  child.once('exit', resolve);
});

test('--migrate-only makes the tables and ends; eight at once make them once', async () => {
  for (const service of ['content', 'quiz', 'progress']) {
    const database = await own(`only_${service}`);
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, () => migrate(service, database))), Array(8).fill(0));
    assert.ok((await tables(`only_${service}`)).length >= 6);
    assert.equal(await migrate(service, database), 0);
  }
});

test('a migration that fails in the middle leaves nothing of itself, and is applied once it can be', async () => {
  const database = await own('halfway');
  await postgres.query('CREATE TABLE halfway.imported_files (x INT)');
  assert.match(refuses('content', { database }), /migration \d+ of content: .*imported_files.* already exists/);
  assert.deepEqual((await tables('halfway')).filter((name) => ['explanations', 'topics', 'exports'].includes(name)), []);
  await postgres.query('DROP TABLE halfway.imported_files');
  assert.equal(await migrate('content', database), 0);
  assert.ok((await tables('halfway')).includes('exports'));
});

test('the database of a later release is refused, and left as it is', async () => {
  const database = await own('later');
  assert.equal(await migrate('quiz', database), 0);
  const before = await postgres.query('SELECT * FROM later.migrations ORDER BY 1, 2');
  await postgres.query("INSERT INTO later.migrations VALUES ('quiz_live', 1000)");
  assert.match(refuses('quiz', { database }), /later release: migration 1000 of quiz_live has been applied/);
  assert.equal((await postgres.query('SELECT * FROM later.migrations')).length, before.length + 1);
  await postgres.query("DELETE FROM later.migrations WHERE number = 1000");
  assert.equal(await migrate('quiz', database), 0);
});
