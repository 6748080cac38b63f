// Watchers that stop reading: they are cut off, cost little until then, come back where they were, and slow nobody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import test, { after, before } from 'node:test';
import { Cluster, until } from './support/cluster.mjs';
import { Caller, publishQuiz, withoutGaps } from './support/live.mjs';

const cluster = new Cluster({ redis: false });
const service = 'quiz.v1.SessionService';
const items = 20;
const stalled = 100;
const patienceSeconds = 10;
let quiz;

before(async () => {
  await cluster.start();
  // 27 KB each: more than HTTP/2 and this client take in after a few of them.
  const long = '€'.repeat(9000);
  quiz = await publishQuiz(cluster.as('hana', ['teacher', 'author']), 'long', items, (item) => ({ ...item, prompt: `${item.prompt} ${long}` }));
});
after(() => cluster.stop());

const residentBytes = () => Number(readFileSync(`/proc/${cluster.processes.quiz.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;

// WatchSession over bare HTTP/2, so that reading can stop. `take` messages are read, or all if it is undefined.
class RawWatch {
  constructor(connection, token, request, take) {
    const { WatchSession } = cluster.stub(service, 'quiz').constructor.service;
    const message = WatchSession.requestSerialize({ after_seq: 0, ...request });
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    this.events = [];
    this.stream = connection.request({ ':method': 'POST', ':path': WatchSession.path, 'content-type': 'application/grpc', te: 'trailers', authorization: `Bearer ${token}` });
    this.status = new Promise((resolve) => {
      const look = (headers) => { if (headers['grpc-status'] !== undefined) resolve({ code: Number(headers['grpc-status']), message: decodeURIComponent(headers['grpc-message'] ?? ''), at: Date.now() }); };
      this.stream.on('response', look).on('trailers', look);
    });
    this.stream.on('error', () => {});
    let rest = Buffer.alloc(0);
    this.stream.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
        const end = 5 + rest.readUInt32BE(1);
        this.events.push(WatchSession.responseDeserialize(rest.subarray(5, end)).event);
        rest = rest.subarray(end);
      }
      if (this.events.length >= take) this.stream.pause();
    });
    this.stream.end(Buffer.concat([head, message]));
  }
}

async function enter(user, name) {
  const self = cluster.as(user, ['learner']);
  const { participant } = await self.call(service, 'JoinSession', { name, nickname: user });
  return { self, participant: participant.name };
}

test(`${stalled} watchers stop reading: cut off after ${patienceSeconds} s, in bounded memory, and nobody else waits`, async (t) => {
  const host = new Caller(cluster, cluster.as('hana', ['teacher']), ['quiz']);
  const { session: { name } } = await host.call('CreateSession', { parent: 'tenants/acme', quiz, settings: { time_limit: { seconds: 600 } } });
  const good = await Promise.all(Array.from({ length: 5 }, async (_, n) => {
    const { self, participant } = await enter(`reader-${n}`, name);
    return new Caller(cluster, self, ['quiz']).watch(name, participant);
  }));
  // Half of them never take a byte (a window of 0), the others stop after the first event.
  const connections = [0, 65535].map((initialWindowSize) => connect(`http://127.0.0.1:${cluster.ports.quiz}`, { settings: { initialWindowSize } }));
  const bad = await Promise.all(Array.from({ length: stalled }, async (_, n) => {
    const { self, participant } = await enter(`staller-${n}`, name);
    return { self, participant, raw: new RawWatch(connections[n % 2], self.token, { name, participant }, n % 2) };
  }));
  await until('the streams to be open', async () => (await cluster.metric('quiz', /^lyceum_rpc_streams_open/)) === stalled + good.length);
  const before = residentBytes();
  const start = Date.now();
  for (let item = 0; item < items; ++item) {
    await host.control(name, item === 0 ? 'start' : 'next');
    const { seq } = await host.control(name, 'reveal');
    // Nobody who reads waits for those who do not.
    await Promise.all(good.map((screen) => until(`event ${seq}`, () => screen.events.at(-1)?.seq === seq, 5)));
  }
  const played = (Date.now() - start) / 1000;
  const grown = residentBytes() - before;
  const last = good[0].events.at(-1).seq;

  const statuses = await Promise.all(bad.map(({ raw }) => raw.status));
  for (const { code, message, at } of statuses) {
    assert.equal(code, 14, message);
    assert.match(message, /READER_TOO_SLOW/);
    // They fell behind while it was played.
    assert.ok(at - start <= (played + patienceSeconds + 2) * 1000, `${at - start} ms`);
  }
  assert.equal(await cluster.metric('quiz', /^lyceum_rpc_streams_cut_off_total/), stalled);
  const unbounded = stalled * items * 27000;
  t.diagnostic(`played in ${played.toFixed(1)} s; memory grew by ${(grown / 1e6).toFixed(1)} MB, all they did not read is ${(unbounded / 1e6).toFixed(0)} MB`);
  assert.ok(grown < unbounded / 2, `${grown} bytes`);

  // They come back with the last seq they have and miss nothing.
  for (const { self, participant, raw } of bad.slice(0, 4)) {
    const screen = new Caller(cluster, self, ['quiz']).watch(name, participant, raw.events);
    await until('the rest', () => screen.events.at(-1)?.seq === last);
    assert.ok(withoutGaps(screen.events));
  }
  for (const screen of good) assert.equal(screen.breaks, 0);
  for (const connection of connections) connection.destroy();
  await host.control(name, 'end');
  await Promise.all(good.map((screen) => screen.ended));
});
