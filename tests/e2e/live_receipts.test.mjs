// PostgreSQL stands still for 5 s, across the end of a question: no participant loses a point.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, until } from './support/cluster.mjs';
import { root } from './support/protos.mjs';

const service = 'quiz.v1.SessionService';
const players = 20;
const limitMs = 5000;
const folder = mkdtempSync(join(tmpdir(), 'lyceum-receipts-'));
const postgres = (command) => execFileSync(join(root, 'tests/support/postgres'), [command, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
let cluster, host, quiz;

// The server and all its children.
function signalPostgres(signal) {
  const server = readFileSync(join(folder, 'pid'), 'utf8').trim();
  const parentOf = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S /s, '').split(' ')[0];
    } catch {
      return '';  // it has ended
    }
  };
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === server);
  for (const pid of [server, ...children]) process.kill(Number(pid), signal);
}

before(async () => {
  cluster = new Cluster({ databases: { quiz: postgres('start') } });
  await cluster.start();
  host = cluster.as('hana', ['teacher', 'author']);
  ({ quiz } = await host.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'live',
    quiz: { title: 'Live', language: 'en', topic_path: ['history'], items: [{ id: 'one', prompt: 'Is it?', kind: 'true_false', true_false: { answer: true } }] },
  }));
  await host.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
});
after(async () => {
  await cluster?.stop();
  postgres('stop');
  rmSync(folder, { recursive: true, force: true });
});

// Sends until it is told yes or no, with the stamp of an earlier try.
async function answer(person, seen) {
  const request = { name: person.participant, item: 'one', response: { kind: 'true_false', true_false: person.n % 3 !== 0 } };
  for (const end = Date.now() + 40000; ; await sleep(100)) {
    try {
      return await person.self.call(service, 'SubmitAnswer', request, { deadlineMs: 4000 });
    } catch (error) {
      const stamp = error.rpc?.ErrorInfo?.metadata?.receipt_stamp;
      if (stamp) {
        request.receipt_stamp = Buffer.from(stamp, 'base64');
        seen.stamps += 1;
      }
      if (![14, 4].includes(error.code) || Date.now() > end) return seen.refused.push(error.message);
    }
  }
}

// Plays one item; what everybody has in the end.
async function play(standStill) {
  const { session } = await host.call(service, 'CreateSession', {
    parent: 'tenants/acme', quiz: quiz.name, settings: { time_limit: { seconds: limitMs / 1000 }, scoring: { speed: 'SPEED_NONE' } },
  });
  const { name } = session;
  const seen = { stamps: 0, refused: [] };
  const people = await Promise.all(Array.from({ length: players }, async (_, n) => {
    const self = cluster.as(`guest-${n}`, ['learner']);
    const { participant } = await self.call(service, 'JoinSession', { name, nickname: `Player ${n}` });
    await self.call(service, 'GetSessionState', { name, participant: participant.name });
    return { self, n, participant: participant.name };
  }));
  const state = async () => (await host.call(service, 'GetSessionState', { name })).state.session;
  const control = async (action) => host.call(service, 'ControlSession', { name, expected_seq: (await state()).seq, [action]: {}, action });
  await control('start');
  const answering = Promise.all(people.map(async (person) => {
    await sleep(500 + (limitMs - 1200) * (person.n / players));
    await answer(person, seen);
  }));
  if (standStill) {
    await sleep(limitMs / 2);
    signalPostgres('SIGSTOP');
    await sleep(5000);
    signalPostgres('SIGCONT');
  }
  await answering;
  await until('the item to close', async () => (await state()).phase === 'PHASE_ITEM_CLOSED');
  await control('reveal');
  await control('end');
  const { report } = await host.call(service, 'GetReport', { name });
  const points = people.map((person) => report.participants.find((p) => p.standing.participant === person.participant).standing.points);
  return { points, seen };
}

test('an outage across the end of a question costs nobody a point', async () => {
  const usual = await play(false);
  assert.deepEqual(usual.points, Array.from({ length: players }, (_, n) => (n % 3 !== 0 ? 1000 : 0)));
  assert.equal(usual.seen.stamps, 0);
  const outage = await play(true);
  assert.deepEqual(outage.seen.refused, []);
  assert.deepEqual(outage.points, usual.points);
  assert.ok(outage.seen.stamps > 0, 'nobody needed a receipt stamp');
});
