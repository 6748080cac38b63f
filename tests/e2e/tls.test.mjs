// TLS in both directions between clients, services and the database; certificates change while everything runs.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Authority, replace } from './support/certificates.mjs';
import { Cluster, bin, finished, freePort, until } from './support/cluster.mjs';
import { Postgres } from './support/postgres.mjs';
import { lyceum, root } from './support/protos.mjs';

const UNAVAILABLE = 14, UNIMPLEMENTED = 12;
const names = 'DNS:lyceum,DNS:localhost,IP:127.0.0.1';
const env = { PATH: process.env.PATH };
const quizName = 'tenants/acme/quizzes/khrushchev';
const folder = mkdtempSync(join(tmpdir(), 'lyceum-tls-'));
let first, second, stranger, tls, postgres, cluster, author, ada;

const authority = (name) => {
  mkdirSync(join(folder, name), { recursive: true });
  return new Authority(join(folder, name), name);
};

before(async () => {
  [first, second, stranger] = ['first', 'second', 'stranger'].map(authority);
  mkdirSync(join(folder, 'mounted'));
  const issued = first.issue('lyceum', names);
  tls = Object.fromEntries(Object.keys(issued).map((kind) => [kind, join(folder, 'mounted', `${kind}.pem`)]));
  replace(tls, issued);
  const server = first.issue('database');
  if (process.getuid() === 0) {
    // PostgreSQL runs as somebody else, who takes a key of root's that its group may read.
    execFileSync('chgrp', ['postgres', server.key]);
    execFileSync('chmod', ['640', server.key]);
    for (const path of [folder, join(folder, 'first')]) execFileSync('chmod', ['755', path]);
  }
  postgres = await Postgres.start(['ssl=on', `ssl_cert_file=${server.certificate}`, `ssl_key_file=${server.key}`]);
  const databases = Object.fromEntries(Object.entries(postgres.databases).map(([name, url]) => [name, verified(url, first)]));
  cluster = await new Cluster({ tls, databases, redis: false, flags: { quiz: ['--health-listen', '127.0.0.1:0'] } }).start();
  author = cluster.as('writer', ['author']);
  ada = cluster.as('ada', ['learner']);
});
after(async () => {
  await cluster?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const verified = (url, by) => `${url}?sslmode=verify-full&sslrootcert=${by.certificate}`;

// GetQuiz by a client who shows `own` (files, or nothing) and believes `believed`.
function ask(believed, own, address = `localhost:${cluster.ports.quiz}`) {
  const credentials = believed
    ? grpc.credentials.createSsl(readFileSync(believed.certificate), ...(own ? [readFileSync(own.key), readFileSync(own.certificate)] : []))
    : grpc.credentials.createInsecure();
  const stub = new lyceum.quiz.v1.QuizService(address, credentials, { 'grpc.use_local_subchannel_pool': 1 });
  const headers = new grpc.Metadata();
  headers.set('authorization', `Bearer ${ada.token}`);
  return new Promise((resolve, reject) => {
    stub.GetQuiz({ name: quizName }, headers, { deadline: Date.now() + 5000 }, (error, answer) => (error ? reject(error) : resolve(answer)));
  }).finally(() => stub.close());
}

const answersSoFar = async () => (await ada.call('progress.v1.StatisticsService', 'GetToday', { user: 'tenants/acme/users/ada' })).today.totals.answers;

// A learner answers a question, and progress hears of it from quiz.
async function learns() {
  const before = await answersSoFar();
  const { attempt, paper } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: quizName });
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'GetAuthoredQuiz', { name: quizName });
  const item = quiz.items.find(({ id, kind }) => kind === 'single_choice' && paper.items.some((shown) => shown.id === id));
  await ada.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item: item.id, response: { kind: 'single_choice', single_choice: item.single_choice.choices[0].id } });
  await ada.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name });
  await until('progress to hear of it', async () => (await answersSoFar()) > before);
}

test('an article becomes a quiz and an answer a statistic, all of it over TLS', async () => {
  const article = readFileSync(join(root, 'deploy', 'sample', 'khrushchev.md'));
  const { operation } = await author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme', files: [{ file_name: 'khrushchev.md', content: article }], publish: true });
  assert.equal((await finished(author, 'content', operation)).state, 'STATE_SUCCEEDED');
  const { explanations: [{ name }] } = await ada.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme' });
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'DeriveQuiz', { parent: 'tenants/acme', explanation: name, quiz_id: 'khrushchev', seed: 7, max_items: 20 });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name, etag: quiz.etag });
  await learns();
  const secure = await postgres.query('SELECT count(*) FILTER (WHERE s.ssl), count(*) FROM pg_stat_activity JOIN pg_stat_ssl s USING (pid) WHERE datname IN (\'content\', \'quiz\', \'progress\')');
  const [withTls, all] = secure[0].split('|').map(Number);
  assert.ok(all >= 3 && withTls === all, secure[0]);
  assert.match(cluster.ctl(['show', 'quizzes/khrushchev'], { token: ada.token }), /khrushchev/i);
});

test('who shows no certificate, or a stranger\'s, or speaks plaintext, is not served; nor is a stranger believed', async () => {
  assert.ok((await ask(first, tls)).paper);
  await assert.rejects(ask(first), { code: UNAVAILABLE });
  await assert.rejects(ask(first, stranger.issue('client')), { code: UNAVAILABLE });
  await assert.rejects(ask(undefined), { code: UNAVAILABLE });
  await assert.rejects(ask(stranger, tls), { code: UNAVAILABLE });
  assert.ok((await ask(first, tls)).paper);
});

test('a service believes no other that has a certificate for another name', async () => {
  const elsewhere = first.issue('elsewhere', 'DNS:elsewhere.example');
  const other = await new Cluster({ redis: false, tls: elsewhere }).start();
  try {
    await assert.rejects(
      other.as('ada', ['learner']).call('quiz.v1.QuizService', 'GetQuiz', { name: quizName }, { deadlineMs: 3000 }), { code: UNAVAILABLE });
    assert.match(other.log('quiz'), /"msg":"serving"/);
  } finally {
    await other.stop();
  }
});

test('health has a port of its own, in plaintext, and nothing else is there', async () => {
  const address = `127.0.0.1:${cluster.healthPorts.quiz}`;
  const healthy = () => spawnSync(join(bin, 'lyceum-quiz'), ['--healthcheck', '--health-listen', address], { encoding: 'utf8', env });
  assert.equal(healthy().status, 0, healthy().stderr);
  await assert.rejects(ask(undefined, undefined, address), { code: UNIMPLEMENTED });
  assert.notEqual(spawnSync(join(bin, 'lyceum-quiz'), ['--healthcheck', '--listen', `127.0.0.1:${cluster.ports.quiz}`], { env }).status, 0);
});

test('the edge shows its certificate to replicas, and believes theirs', async () => {
  const mounted = join(folder, 'edge-identity');
  mkdirSync(mounted);
  replace({ certificate: join(mounted, 'tls.crt'), key: join(mounted, 'tls.key'), authority: join(mounted, 'ca.crt') }, first.issue('edge'));
  // nginx opens them at each handshake, as nobody.
  execFileSync('chmod', ['-R', 'a+rX', folder, mounted]);
  const port = await freePort();
  const edge = spawn(join(root, 'deploy', 'edge'), ['--replicas-tls', mounted, join(folder, 'edge'), `127.0.0.1:${port}`, `127.0.0.1:${cluster.ports.quiz}`], { stdio: 'ignore' });
  const through = () => ask(undefined, undefined, `127.0.0.1:${port}`);
  try {
    assert.ok((await until('the edge', () => through().catch(() => false))).paper);
    replace({ certificate: join(mounted, 'ca.crt') }, { certificate: stranger.certificate });
    edge.kill('SIGHUP');
    await until('the edge to believe a stranger alone', () => through().then(() => false, ({ code }) => code === UNAVAILABLE));
  } finally {
    edge.kill('SIGTERM');
    await new Promise((resolve) => edge.once('exit', resolve));
  }
});

test('new certificates of a new authority are taken while everything runs', async () => {
  const processes = ['content', 'quiz', 'progress'].map((name) => cluster.processes[name].pid);
  const old = first.issue('old');
  replace(tls, second.issue('lyceum', names));
  await until('the new certificate', () => ask(second, tls).then(() => true, () => false));
  await assert.rejects(ask(second, old), { code: UNAVAILABLE });
  for (const client of Object.values(cluster.clients)) client.close();
  cluster.clients = {};
  await until('progress to have it too', () => answersSoFar().then(() => true, () => false));
  await learns();
  assert.deepEqual(['content', 'quiz', 'progress'].map((name) => cluster.processes[name].pid), processes);
});

// A service that must not start: its only line.
function refuses(settings) {
  const all = { listen: '127.0.0.1:0', 'metrics-listen': '127.0.0.1:0', jwks: join(cluster.keys, 'jwks.json'), database: `sqlite:${join(folder, 'x.db')}`, ...settings };
  const { status, stderr } = spawnSync(join(bin, 'lyceum-progress'), Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]), { encoding: 'utf8', timeout: 30000, env });
  assert.equal(status, 1, stderr);
  return JSON.parse(stderr.trim()).error;
}

test('certificates that cannot be used: one line that names the setting and the file', () => {
  const { certificate, key, authority: ca } = first.issue('other');
  const settings = { 'tls-certificate': certificate, 'tls-key': key, 'tls-authority': ca };
  assert.match(refuses({ 'tls-certificate': certificate }), /set all of --tls-certificate, --tls-key and --tls-authority/);
  assert.match(refuses({ ...settings, 'tls-key': join(folder, 'missing.key') }), /--tls-key: .*missing\.key cannot be read/);
  assert.match(refuses({ ...settings, 'tls-key': certificate }), /--tls-key: .*other\.crt holds no key/);
  assert.match(refuses({ ...settings, 'tls-key': tls.key }), /--tls-key: .*key\.pem is not the key of .*other\.crt/);
  assert.match(refuses({ ...settings, 'tls-authority': key }), /--tls-authority: .*other\.key holds no certificate/);
  assert.match(refuses({ 'health-listen': `127.0.0.1:${cluster.ports.quiz}` }), new RegExp(`cannot listen on 127.0.0.1:${cluster.ports.quiz}`));
  assert.match(refuses({ database: verified(postgres.url, stranger) }), /certificate verify failed/);
});
