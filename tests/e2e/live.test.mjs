// A class plays a live session on real processes; the quiz service is killed in the middle of a question.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { Cluster, until } from './support/cluster.mjs';

const cluster = new Cluster();
const service = 'quiz.v1.SessionService';
const players = 20;
const items = 3;
let host, quiz;

before(async () => {
  await cluster.start();
  host = cluster.as('hana', ['teacher', 'author']);
  ({ quiz } = await host.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'live',
    quiz: { title: 'Live', language: 'en', topic_path: ['history'], items: Array.from({ length: items }, (_, i) => ({ id: `item-${i}`, prompt: `Is ${i} even?`, kind: 'true_false', true_false: { answer: i % 2 === 0 } })) },
  }));
  await host.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
});
after(() => cluster.stop());

// Tries until the service answers: what a client does when a server dies.
async function retry(call) {
  for (const end = Date.now() + 60000; ; await sleep(50)) {
    try {
      return await call();
    } catch (error) {
      if (![14, 4, 1].includes(error.code) || Date.now() > end) throw error;
    }
  }
}

// Watches to the end, coming back with the last seq whenever the stream breaks.
function watch(who, name, participant) {
  const seen = { events: [], breaks: 0 };
  seen.ended = new Promise((resolve, reject) => {
    const open = () => {
      const headers = new grpc.Metadata();
      headers.set('authorization', `Bearer ${who.token}`);
      const after_seq = seen.events.at(-1)?.seq ?? 0;
      const stream = cluster.stub(service, 'quiz').WatchSession({ name, participant, after_seq }, headers);
      stream.on('data', ({ event }) => { if (event.seq > 0) seen.events.push(event); });
      stream.on('end', () => { if (seen.events.at(-1)?.event === 'ended') resolve(); });
      stream.on('error', (error) => {
        if (![14, 1].includes(error.code)) return reject(error);
        seen.breaks += 1;
        return setTimeout(open, 100);
      });
    };
    open();
  });
  return seen;
}

test('kill -9 in the middle of a question: everybody ends with the right points and has seen every event once', async () => {
  const { session } = await host.call(service, 'CreateSession', {
    parent: 'tenants/acme', quiz: quiz.name, settings: { time_limit: { seconds: 60 }, scoring: { speed: 'SPEED_NONE' } },
  });
  const { name } = session;
  const { session: found } = await host.call(service, 'ResolvePin', { parent: 'tenants/acme', pin: session.pin });
  assert.equal(found, name);
  const control = async (action) => {
    const { state } = await retry(() => host.call(service, 'GetSessionState', { name }));
    return retry(() => host.call(service, 'ControlSession', { name, expected_seq: state.session.seq, request_id: `${state.session.seq}-${action}`, [action]: {}, action }));
  };

  const people = await Promise.all(Array.from({ length: players }, async (_, n) => {
    const self = cluster.as(`guest-${n}`, ['learner']);
    const { participant } = await self.call(service, 'JoinSession', { name, nickname: `Player ${n}` });
    return { self, n, participant: participant.name, points: 0, watching: watch(self, name, participant.name) };
  }));

  for (let i = 0; i < items; ++i) {
    await control(i === 0 ? 'start' : 'next');
    const answering = Promise.all(people.map(async (person) => {
      await sleep(20 * person.n);
      const right = (i + person.n) % 3 !== 0;
      const request = { name: person.participant, item: `item-${i}`, response: { kind: 'true_false', true_false: (i % 2 === 0) === right } };
      await retry(() => person.self.call(service, 'SubmitAnswer', request));
      person.points += right ? 1000 : 0;
    }));
    if (i === 1) {
      await sleep(150);
      await cluster.kill('quiz');
      await sleep(200);
      await cluster.startService('quiz');
    }
    await answering;
    await control('reveal');
  }
  await control('end');
  await Promise.all(people.map((person) => person.watching.ended));

  const { report } = await host.call(service, 'GetReport', { name });
  assert.equal(report.participants.length, players);
  for (const person of people) {
    const { events, breaks } = person.watching;
    assert.deepEqual(events.map((event) => event.seq), Array.from({ length: events.length }, (_, i) => i + 1));
    assert.ok(breaks > 0, 'the stream was never broken');
    assert.equal(events.at(-1).ended.standings.own.points, person.points);
    assert.equal(report.participants.find((p) => p.standing.participant === person.participant).standing.points, person.points);
    assert.ok(events.filter((event) => event.event === 'item_opened').every((event) => !JSON.stringify(event).includes('correct')));
  }

  // The same answers are activity in progress.
  const one = people[1].self;
  await until('progress to know the answers', async () => {
    const { today } = await one.call('progress.v1.StatisticsService', 'GetToday', { user: 'tenants/acme/users/guest-1' });
    return JSON.stringify(today).includes(`"answers":${items},`);
  });
});
