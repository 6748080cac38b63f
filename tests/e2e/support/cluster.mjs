// Lyceum as a user runs it: a private redis-server and the three real processes, or more, in a folder of their own.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { detailsOf, lyceum, root } from './protos.mjs';

export const bin = process.env.LYCEUM_BIN ?? join(root, 'build', 'check', 'bin');

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, probe, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(25)) {
    const value = await probe();
    if (value) return value;
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}
export { until };

export class Cluster {
  // options: redis (default true), databases: {content, quiz, progress} URLs (default SQLite files), flags: {service: [...]},
  // descriptors: how many files and sockets each service may have open, replicas: {service: how many}, which needs
  // PostgreSQL; the second one of quiz is called quiz-2. folder: where it keeps everything (default a new one).
  // tls: files as Authority.issue makes them, for all processes and for the clients.
  constructor(options = {}) {
    this.options = options;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lyceum-e2e-'));
    this.processes = {};
    this.ports = {};
    this.clients = {};
  }

  async start() {
    const keys = join(this.folder, 'keys');
    this.ctl(['token', 'init', '--keys', keys]);
    this.keys = keys;
    this.serviceTokenFile = join(this.folder, 'service.token');
    writeFileSync(this.serviceTokenFile, this.token('quiz-service', ['service'], '*'));
    if (this.options.redis !== false) await this.startRedis();
    for (const name of ['content', 'progress', 'quiz'].flatMap((service) => this.replicas(service))) {
      this.ports[name] = await freePort();
      await this.startService(name);
    }
    return this;
  }

  // The names of a service's processes.
  replicas(service) {
    return Array.from({ length: this.options.replicas?.[service] ?? 1 }, (_, i) => (i === 0 ? service : `${service}-${i + 1}`));
  }

  async startRedis() {
    this.redisPort ??= await freePort();
    this.processes.redis = spawn('redis-server', ['--port', `${this.redisPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    await until('redis-server', () => spawnSync('redis-cli', ['-p', `${this.redisPort}`, 'ping']).stdout?.toString().includes('PONG'));
  }

  databaseUrl(name) {
    return this.options.databases?.[name] ?? `sqlite:${join(this.folder, `${name}.db`)}`;
  }

  async startService(name, extra = []) {
    const [service] = name.split('-');
    const portFile = join(this.folder, `${name}.ports`);
    rmSync(portFile, { force: true });
    const special = [...extra, ...(this.options.flags?.[service] ?? [])];
    const flags = [
      '--listen', `127.0.0.1:${this.ports[name]}`, '--metrics-listen', '127.0.0.1:0', '--database', this.databaseUrl(service),
      '--port-file', portFile, '--reflection', ...special,
    ];
    if (!special.includes('--jwks')) flags.push('--jwks', join(this.keys, 'jwks.json'));
    if (this.options.tls) flags.push(...Object.entries(this.options.tls).flatMap(([kind, file]) => [`--tls-${kind}`, file]));
    if (this.redisPort && service !== 'progress') flags.push('--redis', `redis://127.0.0.1:${this.redisPort}`);
    if (service === 'quiz') {
      flags.push('--content', `127.0.0.1:${this.ports.content}`, '--progress', `127.0.0.1:${this.ports.progress}`, '--service-token-file', this.serviceTokenFile);
    }
    const logFile = join(this.folder, `${name}.log`);
    const child = spawn('sh', ['-c', `${this.options.descriptors ? `ulimit -n ${this.options.descriptors}; ` : ''}exec "$0" "$@" 2>>"$LOG"`, join(bin, `lyceum-${service}`), ...flags], { stdio: 'ignore', env: { PATH: process.env.PATH, LOG: logFile } });
    this.processes[name] = child;
    await until(`${name} to serve`, () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} exited with ${child.exitCode}:\n${this.log(name)}`);
      return existsSync(portFile);
    });
    const port = (kind) => Number(readFileSync(portFile, 'utf8').match(new RegExp(`${kind}=(\\d+)`))[1]);
    this.metricsPorts = { ...this.metricsPorts, [name]: port('metrics') };
    this.healthPorts = { ...this.healthPorts, [name]: port('health') };
    return child;
  }

  log(name) {
    return existsSync(join(this.folder, `${name}.log`)) ? readFileSync(join(this.folder, `${name}.log`), 'utf8') : '';
  }

  async kill(name, signal = 'SIGKILL') {
    const child = this.processes[name];
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async stop() {
    for (const client of Object.values(this.clients)) client.close();
    for (const name of Object.keys(this.processes).reverse()) await this.kill(name, name === 'redis' ? 'SIGKILL' : 'SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  // Runs lyceumctl; returns its standard output, throws with its standard error.
  ctl(args, { token, input } = {}) {
    const { tls } = this.options;
    const secure = tls ? ['--ca-file', tls.authority, '--cert-file', tls.certificate, '--key-file', tls.key] : [];
    const addresses = ['content', 'quiz', 'progress'].flatMap((name) => (this.ports[name] ? [`--${name}`, `127.0.0.1:${this.ports[name]}`] : []));
    return execFileSync(join(bin, 'lyceumctl'), [...addresses, ...secure, ...(token ? ['--token', token] : []), ...args], { input: input ?? '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  }

  token(user, roles, tenant = 'acme', extra = []) {
    return this.ctl(['token', '--keys', this.keys, '--tenant', tenant, '--user', user, ...roles.flatMap((role) => ['--role', role]), ...extra]).trim();
  }

  // The same as token, made here: much quicker for a class.
  ownToken(user, roles, tenant) {
    this.signer ??= {
      key: createPrivateKey(readFileSync(join(this.keys, 'issuer.key'))),
      kid: JSON.parse(readFileSync(join(this.keys, 'jwks.json'), 'utf8')).keys[0].kid,
    };
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'lyceum-local', aud: 'lyceum', sub: user, tenant, roles, iat: now, exp: now + 12 * 3600 };
    const input = `${part({ alg: 'EdDSA', typ: 'JWT', kid: this.signer.kid })}.${part(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), this.signer.key).toString('base64url')}`;
  }

  // A client of one service: await as.call('quiz.v1.QuizService', 'GetQuiz', {...}).
  as(user, roles, tenant = 'acme') {
    const token = this.ownToken(user, roles, tenant);
    return { token, user, tenant, call: (service, rpc, request, options) => this.call(service, rpc, request, { token, ...options }) };
  }

  get credentials() {
    const { tls } = this.options;
    if (!tls) return grpc.credentials.createInsecure();
    return grpc.credentials.createSsl(...[tls.authority, tls.key, tls.certificate].map((file) => readFileSync(file)));
  }

  stub(service, process) {
    const key = `${process}/${service}`;
    if (!this.clients[key]) {
      const Stub = service.split('.').reduce((space, part) => space[part], lyceum);
      this.clients[key] = new Stub(`127.0.0.1:${this.ports[process]}`, this.credentials, { 'grpc.max_reconnect_backoff_ms': 500 });
    }
    return this.clients[key];
  }

  // Rejects with the gRPC error, its `details` parsed into `error.rpc`.
  call(service, rpc, request, { token, process, deadlineMs = 20000, metadata = {} } = {}) {
    const stub = this.stub(service, process ?? service.split('.')[0]);
    const headers = new grpc.Metadata();
    if (token) headers.set('authorization', `Bearer ${token}`);
    for (const [key, value] of Object.entries(metadata)) headers.set(key, value);
    const options = { deadline: Date.now() + deadlineMs };
    return new Promise((resolve, reject) => {
      const done = (error, answer) => {
        if (!error) return resolve(answer);
        error.rpc = detailsOf(error);
        error.message = `${rpc}: ${error.message}`;
        return reject(error);
      };
      if (!stub[rpc].responseStream) return stub[rpc](request, headers, options, done);
      // Of a server stream: its first message.
      const stream = stub[rpc](request, headers, options);
      return stream.on('error', done).on('end', () => done(null, null)).on('data', (answer) => {
        done(null, answer);
        stream.cancel();
      });
    });
  }

  async metric(name, pattern) {
    const text = await (await fetch(`http://127.0.0.1:${this.metricsPorts[name]}/metrics`)).text();
    return text.split('\n').filter((line) => !line.startsWith('#') && pattern.test(line)).reduce((sum, line) => sum + Number(line.split(' ').pop()), 0);
  }
}

// Waits for an operation's end and returns it.
export async function finished(client, process, operation) {
  for (;;) {
    const answer = await client.call('api.v1.OperationService', 'WaitOperation', { name: operation.name, timeout: { seconds: 10 } }, { process });
    if (['STATE_SUCCEEDED', 'STATE_FAILED', 'STATE_CANCELLED'].includes(answer.operation.state)) return answer.operation;
    await sleep(20);
  }
}
