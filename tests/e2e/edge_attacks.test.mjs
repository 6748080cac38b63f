// Clients that mean harm meet the edge: it bounds what they take, and serves the others meanwhile. Its TLS, too.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import grpc from '@grpc/grpc-js';
import { Cluster, freePort, until } from './support/cluster.mjs';
import { publishQuiz } from './support/live.mjs';
import { lyceum, root } from './support/protos.mjs';

const RESOURCE_EXHAUSTED = 8;
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

const get = (process = 'edge') => ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz }, { process, deadlineMs: 5000 });
const path = '/lyceum.quiz.v1.QuizService/GetQuiz';
const url = () => `http://127.0.0.1:${cluster.ports.edge}`;
const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const family = (pid) => [pid, ...execFileSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' }).split('\n').filter(Boolean)];
const memory = () => [...family(edges[0].pid), cluster.processes.quiz.pid].map(memoryOf).reduce((sum, mb) => sum + mb, 0);

// While `attack` goes on, somebody honest asks again and again: each call is answered, and what the attack takes is bounded.
async function whileAttacked(attack, { megabytes = 64, calls = 50 } = {}) {
  const before = memory();
  let over = false;
  const attacked = attack(() => over);
  let answered = 0;
  for (; answered < calls; ++answered) {
    assert.ok((await get()).quiz, `call ${answered}`);
    await sleep(20);
  }
  const grown = memory() - before;
  over = true;
  await attacked;
  assert.ok(grown < megabytes, `edge and service grew by ${grown.toFixed(0)} MB`);
  assert.ok(await get());
}

// An HTTP/2 client whose failures are what is expected of it.
function client() {
  const session = http2.connect(url());
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
}));

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
      const socket = connect(cluster.ports.edge, '127.0.0.1');
      socket.on('error', () => {});
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
  assert.deepEqual([...new Set(seen)].sort(), [0, RESOURCE_EXHAUSTED]);
  await sleep(1500);
  assert.ok(await get('strict'));
});

test('TLS: clients that trust the authority are served, a new certificate without a restart', async () => {
  const make = (name) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(cluster.folder, `${name}.key`), '-out', join(cluster.folder, `${name}.crt`)], { stdio: 'ignore' });
  ['first', 'second'].forEach(make);
  const place = (name) => ['crt', 'key'].forEach((kind) => copyFileSync(join(cluster.folder, `${name}.${kind}`), join(cluster.folder, `edge.${kind}`)));
  place('first');
  await startEdge('secure', '--tls', join(cluster.folder, 'edge.crt'), join(cluster.folder, 'edge.key'));
  const port = cluster.ports.secure;
  const subject = () => new Promise((resolve) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve([socket.getPeerCertificate().subject.CN, socket.alpnProtocol].join());
      socket.destroy();
    });
    socket.on('error', () => resolve(''));
  });
  await until('the secure edge', subject);
  const ask = (name) => {
    const stub = new lyceum.quiz.v1.QuizService(`localhost:${port}`, grpc.credentials.createSsl(readFileSync(join(cluster.folder, `${name}.crt`))));
    const headers = new grpc.Metadata();
    headers.set('authorization', `Bearer ${ada.token}`);
    return new Promise((resolve, reject) => stub.GetQuiz({ name: quiz }, headers, { deadline: Date.now() + 5000 }, (error, answer) => (error ? reject(error) : resolve(answer))))
      .finally(() => stub.close());
  };
  assert.equal(await subject(), 'first,h2');
  assert.equal((await ask('first')).quiz.name, quiz);
  await assert.rejects(ask('second'), { code: 14 });
  place('second');
  assert.equal(await subject(), 'second,h2');
  assert.equal((await ask('second')).quiz.name, quiz);
  assert.equal(cluster.ctl(['--ca-file', join(cluster.folder, 'second.crt'), '--quiz', `localhost:${port}`, '--json', 'show', quiz.split('/').slice(2).join('/')], { token: ada.token }).includes(quiz), true);
});

test('the configuration for Kubernetes is one that nginx takes', () => {
  const source = join(root, 'deploy', 'k8s', 'components', 'edge-nginx');
  const folder = cluster.folder;
  const text = readFileSync(join(source, 'nginx.conf'), 'utf8')
    .replaceAll('/etc/nginx/lyceum', source).replaceAll(/\/tmp\//g, `${folder}/`).replaceAll(/server lyceum-\w+:7000/g, `server 127.0.0.1:${cluster.ports.quiz}`);
  const file = join(folder, 'kubernetes.conf');
  const check = () => execFileSync('nginx', ['-t', '-q', '-c', file, '-p', folder, '-e', 'stderr'], { encoding: 'utf8', stdio: 'pipe', env: { PATH: `${process.env.PATH}:/usr/sbin` } });
  writeFileSync(file, text);
  check();
  writeFileSync(file, text.replace('ssl_session_tickets', 'ssl_session_tikcets'));
  assert.throws(check, /tikcets/);
});
