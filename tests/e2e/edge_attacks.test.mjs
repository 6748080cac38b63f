// Clients that mean harm meet the edge: it bounds what they take, and serves the others meanwhile. Its TLS, too.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import grpc from '@grpc/grpc-js';
import { Cluster, bin, freePort, until } from './support/cluster.mjs';
import { publishQuiz } from './support/live.mjs';
import { lyceum, root } from './support/protos.mjs';

const RESOURCE_EXHAUSTED = 8, UNAVAILABLE = 14;
let cluster, quiz, ada;
const edges = [];

// Starts deploy/edge before quiz; its folder and process.
async function startEdge(name, ...flags) {
  const folder = join(cluster.folder, name);
  cluster.ports[name] = await freePort();
  const edge = spawn(join(root, 'deploy', 'edge'), [...flags, folder, `127.0.0.1:${cluster.ports[name]}`, `127.0.0.1:${cluster.ports.quiz}`], { stdio: 'ignore' });
  edges.push(edge);
  return { folder, edge };
}

before(async () => {
  cluster = await new Cluster({ redis: false }).start();
  quiz = await publishQuiz(cluster.as('hana', ['teacher', 'author']), 'attacked', 2);
  ada = cluster.as('ada', ['learner']);
  await startEdge('edge');
  await until('the edge', () => get().then(() => true, () => false));
});
after(async () => {
  for (const edge of edges) edge.kill('SIGTERM');
  await cluster?.stop();
});

const get = (process = 'edge') => ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz }, { process, deadlineMs: 15000 });
const path = '/lyceum.quiz.v1.QuizService/GetQuiz';
const url = () => `http://127.0.0.1:${cluster.ports.edge}`;
const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const family = (pid) => [pid, ...execFileSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' }).split('\n').filter(Boolean)];
const memory = () => [...family(edges[0].pid), cluster.processes.quiz.pid].map(memoryOf).reduce((sum, mb) => sum + mb, 0);

// As every client should: what is UNAVAILABLE is asked for again.
async function getAtLast(tries = 5) {
  try {
    return await get();
  } catch (error) {
    if (error.code !== UNAVAILABLE || tries === 1) throw error;
    return getAtLast(tries - 1);
  }
}

// While `attack` goes on, somebody honest asks again and again: all of it is answered, and what the attack takes is bounded.
async function whileAttacked(attack, { megabytes = 64, calls = 50 } = {}) {
  const before = memory();
  let over = false;
  const attacked = attack(() => over);
  try {
    for (let call = 0; call < calls; ++call) {
      assert.ok((await getAtLast()).paper, `call ${call}`);
      await sleep(20);
    }
  } finally {
    over = true;
  }
  const grown = memory() - before;
  await attacked;
  assert.ok(grown < megabytes, `edge and service grew by ${grown.toFixed(0)} MB`);
  assert.ok(await getAtLast());
}

// Attackers come from an address of their own: what one address may do at most, they use up for themselves.
const fromElsewhere = () => connect({ port: cluster.ports.edge, host: '127.0.0.1', localAddress: '127.0.0.9' });

// An HTTP/2 client whose failures are what is expected of it.
function client() {
  const session = http2.connect(url(), { createConnection: fromElsewhere });
  session.on('error', () => {});
  return session;
}
function request(session, headers = {}) {
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers });
  stream.on('error', () => {});
  return stream;
}

test('headers above the limit are refused before they reach a service', async () => {
  const before = await cluster.metric('quiz', /^lyceum_rpc_total/);
  const session = client();
  const statuses = await Promise.all(Array.from({ length: 20 }, (_, n) => new Promise((resolve) => {
    const stream = request(session, { [`x-${n}`]: 'a'.repeat(40000) });
    stream.on('response', (headers) => resolve(headers[':status']));
    stream.on('close', () => resolve('closed'));
    stream.end();
  })));
  session.destroy();
  assert.ok(statuses.every((status) => status === 'closed' || status >= 400), statuses.join());
  assert.equal(await cluster.metric('quiz', /^lyceum_rpc_total/), before);
});

test('a flood of headers', () => whileAttacked(async (over) => {
  const sessions = Array.from({ length: 8 }, client);
  while (!over()) {
    for (const session of sessions) {
      if (session.destroyed) continue;
      for (let n = 0; n < 20; ++n) request(session, { 'x-padding': 'p'.repeat(12000) }).end();
    }
    await sleep(50);
  }
  for (const session of sessions) session.destroy();
  // 8 connections of 128 calls, each with its headers in nginx's buffers and in the service's.
}, { megabytes: 8 * 128 * 0.25 }));

test('calls that are begun only to be cancelled (rapid reset)', () => whileAttacked(async (over) => {
  let session = client();
  while (!over()) {
    if (session.destroyed || session.closed) session = client();
    for (let n = 0; n < 100 && !session.destroyed && !session.closed; ++n) request(session).close(http2.constants.NGHTTP2_CANCEL);
    await sleep(2);
  }
  session.destroy();
}));

test('clients that send a byte now and then, or nothing, are disconnected', async () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const slow = [];
  await whileAttacked(async () => {
    for (let n = 0; n < 300; ++n) {
      const socket = fromElsewhere();
      socket.on('error', () => {});
      socket.resume();
      socket.on('connect', () => socket.write(preface.subarray(0, n % preface.length)));
      slow.push(new Promise((resolve) => socket.on('close', resolve)));
    }
  });
  const all = await Promise.race([Promise.all(slow).then(() => true), sleep(90000, false, { ref: false })]);
  assert.ok(all, 'some are still connected');
});

test('more calls than one address may make: RESOURCE_EXHAUSTED, and soon it may again', async () => {
  const { folder, edge } = await startEdge('strict');
  await until('the strict edge', () => get('strict').then(() => true, () => false));
  // The same file, with a limit that is quickly reached.
  const file = join(folder, 'http.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/rate=\d+r\/s/, 'rate=10r/s').replace(/burst=\d+/, 'burst=10'));
  edge.kill('SIGHUP');
  const outcomes = async () => Promise.all(Array.from({ length: 40 }, () => get('strict').then(() => 0, (error) => error.code)));
  let seen;
  await until('the limit', async () => (seen = await outcomes()).some((code) => code !== 0));
  assert.ok(seen.includes(RESOURCE_EXHAUSTED) && seen.every((code) => [0, RESOURCE_EXHAUSTED].includes(code)), seen.join());
  await until('the limit to be over', () => get('strict').then(() => true, () => false));
});

// Certificates of two authorities, for these names; place() puts one where nginx looks.
function certificates(names) {
  const file = (name, kind) => join(cluster.folder, `${name}.${kind}`);
  for (const name of ['first', 'second']) {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
      '-addext', `subjectAltName=${names}`, '-keyout', file(name, 'key'), '-out', file(name, 'crt')], { stdio: 'ignore' });
    chmodSync(file(name, 'key'), 0o644);
  }
  return { file, place: (name) => ['crt', 'key'].forEach((kind) => copyFileSync(file(name, kind), file('tls', kind))) };
}

// A learner asks for the quiz by TLS, trusting one authority; `name` is the host it believes to speak to.
function askSecurely(port, authority, name) {
  const stub = new lyceum.quiz.v1.QuizService(`localhost:${port}`, grpc.credentials.createSsl(readFileSync(authority)), { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name });
  const headers = new grpc.Metadata();
  headers.set('authorization', `Bearer ${ada.token}`);
  const answer = new Promise((resolve, reject) => {
    stub.GetQuiz({ name: quiz }, headers, { deadline: Date.now() + 5000 }, (error, response) => (error ? reject(error) : resolve(response)));
  });
  return answer.finally(() => stub.close());
}

// Whom a server says it is to a client that asks for `servername`.
const subjectOf = (port, servername) => new Promise((resolve) => {
  const socket = tls.connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
    resolve(`${socket.getPeerCertificate().subject.CN} ${socket.alpnProtocol}`);
    socket.destroy();
  });
  socket.on('error', () => resolve('refused'));
});

test('deploy/edge --tls: lyceumctl is served if it trusts the certificate', async () => {
  const { file, place } = certificates('DNS:localhost');
  place('first');
  await startEdge('secure', '--tls', file('tls', 'crt'), file('tls', 'key'));
  const port = cluster.ports.secure;
  await until('the secure edge', async () => (await subjectOf(port, 'localhost')) === 'first h2');
  const show = (authority) => execFileSync(join(bin, 'lyceumctl'), ['--ca-file', file(authority, 'crt'), '--quiz', `localhost:${port}`, '--token', ada.token, '--timeout', '5s', '--json', 'show', 'quizzes/attacked'], { encoding: 'utf8', stdio: 'pipe' });
  assert.ok(show('first').includes(quiz));
  assert.throws(() => show('second'), { status: 4 });
});

test('the configuration for Kubernetes: a host name for each service, a new certificate without a restart', async () => {
  const source = join(root, 'deploy', 'k8s', 'components', 'edge-nginx');
  const { file, place } = certificates('DNS:quiz.lyceum.example');
  place('first');
  const ports = [await freePort(), await freePort()];
  copyFileSync(join(source, 'upstream.conf'), join(cluster.folder, 'upstream.conf'));
  const text = readFileSync(join(source, 'nginx.conf'), 'utf8')
    .replaceAll('/etc/nginx/lyceum', source).replaceAll('/etc/lyceum/tls', cluster.folder).replaceAll(/\/tmp\/(?=[a-z_.]+;)/g, `${cluster.folder}/`)
    .replaceAll('listen 8443', `listen 127.0.0.1:${ports[0]}`).replaceAll('listen 8081', `listen 127.0.0.1:${ports[1]}`)
    .replaceAll(/worker_rlimit_nofile \d+|worker_connections \d+/g, (line) => line.replace(/\d+/, '4096'))
    .replaceAll(/server lyceum-(\w+):7000/g, (_, service) => `server 127.0.0.1:${cluster.ports[service]}`);
  const configuration = join(cluster.folder, 'kubernetes.conf');
  const nginx = (...flags) => ['nginx', [...flags, '-c', configuration, '-p', cluster.folder, '-e', 'stderr'], { stdio: 'pipe', env: { PATH: `${process.env.PATH}:/usr/sbin` } }];
  writeFileSync(configuration, text.replace('ssl_session_tickets', 'ssl_session_tikcets'));
  assert.throws(() => execFileSync(...nginx('-t', '-q')), /tikcets/);
  writeFileSync(configuration, text);
  execFileSync(...nginx('-t', '-q'));
  // Its workers, who open the certificate, are nobody here if this is root.
  chmodSync(cluster.folder, 0o755);
  edges.push(spawn(...nginx()));

  const name = 'quiz.lyceum.example';
  await until('nginx', async () => (await subjectOf(ports[0], name)) === 'first h2');
  assert.ok((await askSecurely(ports[0], file('first', 'crt'), name)).paper);
  await assert.rejects(askSecurely(ports[0], file('second', 'crt'), name), { code: 14 });
  assert.equal(await subjectOf(ports[0], 'elsewhere.example'), 'refused');
  assert.equal((await fetch(`http://127.0.0.1:${ports[1]}/healthz`)).status, 200);
  place('second');
  assert.equal(await subjectOf(ports[0], name), 'second h2');
  assert.ok((await askSecurely(ports[0], file('second', 'crt'), name)).paper);
});
