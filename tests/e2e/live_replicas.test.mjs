// Three quiz processes on one PostgreSQL: whoever is asked, it is one session. Each of them and Redis may go.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, until } from './support/cluster.mjs';
import { Caller, answerTo, publishQuiz, withoutGaps } from './support/live.mjs';
import { Postgres } from './support/postgres.mjs';

let postgres, cluster, quiz;
const replicas = ['quiz', 'quiz-2', 'quiz-3'];

before(async () => {
  postgres = await Postgres.start();
  cluster = new Cluster({ databases: postgres.databases, replicas: { quiz: replicas.length } });
  await cluster.start();
  quiz = await publishQuiz(cluster.as('hana', ['teacher', 'author']), 'live', 6);
});
after(async () => {
  await cluster?.stop();
  await postgres?.stop();
});

// A user who asks replica number `first` (from 0) before the others.
function caller(user, roles, first) {
  return new Caller(cluster, cluster.as(user, roles), replicas.map((_, i) => replicas[(first + i) % replicas.length]));
}

async function open(host, settings) {
  const { session } = await host.call('CreateSession', { parent: 'tenants/acme', quiz, settings });
  return session;
}

// `count` participants who join, answer and watch everywhere.
function join(name, count, prefix) {
  return Promise.all(Array.from({ length: count }, async (_, n) => {
    const player = caller(`${prefix}-${n}`, ['learner'], n);
    const { participant } = await player.call('JoinSession', { name, nickname: `Player ${n}` });
    return { n, player, participant: participant.name, points: 0, screen: player.watch(name, participant.name) };
  }));
}

// All answer, over a third of a second; two of three are right.
const answer = (people, item) => Promise.all(people.map(async (one) => {
  await sleep(10 * one.n);
  const right = (item + one.n) % 3 !== 0;
  // On another replica than the last time.
  one.player.turn += 1;
  await one.player.call('SubmitAnswer', { name: one.participant, item: `item-${item}`, response: answerTo(item, right) });
  one.points += right ? 1000 : 0;
}));

const redis = (...words) => execFileSync('redis-cli', ['-p', `${cluster.redisPort}`, ...words], { encoding: 'utf8' });
const subscribers = () => Number(redis('PUBSUB', 'NUMSUB', 'quiz:live').trim().split(/\s+/).at(-1));
const saw = (screen, kind, item) => until(`${kind} of item ${item}`, () => screen.events.some((event) => event.event === kind && event[kind].item_index === item));

test('one session on three replicas, while they and Redis are killed in the middle of questions', async () => {
  const host = caller('hana', ['teacher'], 0);
  const { name, pin } = await open(host, {
    time_limit: { seconds: 60 }, scoring: { speed: 'SPEED_NONE' }, items: [{ item: 'item-1', time_limit: { seconds: 2 } }],
  });
  assert.equal((await caller('guest', ['learner'], 2).call('ResolvePin', { parent: 'tenants/acme', pin })).session, name);
  const people = await join(name, 30, 'guest');
  const screens = replicas.map((_, i) => caller('hana', ['teacher'], i).watch(name));
  await until('all replicas to hear hints', () => subscribers() === replicas.length);

  // 0: nothing happens. Opened on the first replica, it is answered and seen on all.
  await host.control(name, 'start');
  await answer(people, 0);
  await host.control(name, 'reveal');

  // 1: its opener dies and nobody reveals it: a timer elsewhere closes it, once.
  await host.control(name, 'next');
  const opener = host.replica;
  await cluster.kill(opener);
  await answer(people, 1);
  await Promise.all(screens.map((screen) => saw(screen, 'item_closed', 1)));
  await host.control(name, 'reveal');
  await cluster.startService(opener);

  // 2: Redis forgets everything.
  await host.control(name, 'next');
  await Promise.all([answer(people, 2), sleep(100).then(() => redis('FLUSHALL'))]);
  await host.control(name, 'reveal');

  // 3: Redis dies. What comes is seen all the same.
  await host.control(name, 'next');
  await Promise.all([answer(people, 3), sleep(100).then(() => cluster.kill('redis'))]);
  await host.control(name, 'reveal');
  await Promise.all(screens.map((screen) => saw(screen, 'item_revealed', 3)));

  // 4: and comes back: hints again.
  await cluster.startRedis();
  await until('all replicas to hear hints again', () => subscribers() === replicas.length);
  await host.control(name, 'next');
  await answer(people, 4);
  await host.control(name, 'reveal');

  // 5: one that did not open it dies while it takes answers.
  await host.control(name, 'next');
  const other = replicas.find((replica) => replica !== host.replica);
  await Promise.all([answer(people, 5), sleep(150).then(() => cluster.kill(other))]);
  await host.control(name, 'reveal');
  await cluster.startService(other);
  await host.control(name, 'end');

  const everybody = [...screens, ...people.map(({ screen }) => screen)];
  await Promise.all(everybody.map((screen) => screen.ended));
  const log = everybody[0].events;
  assert.deepEqual(log.filter(({ event }) => event === 'item_closed').map(({ item_closed }) => item_closed.answered_count), Array(6).fill(people.length));
  for (const { events } of everybody) {
    assert.ok(withoutGaps(events));
    assert.deepEqual(events.map(({ event }) => event), log.map(({ event }) => event));
  }
  for (const replica of replicas) assert.ok(everybody.some((screen) => screen.replicas.has(replica)), `nobody watched ${replica}`);

  // Every replica computes the same.
  const reports = await Promise.all(replicas.map((replica) => new Caller(cluster, host.self, [replica]).call('GetReport', { name })));
  for (const { report } of reports) assert.deepEqual(report, reports[0].report);
  for (const one of people) {
    assert.equal(one.screen.events.at(-1).ended.standings.own.points, one.points);
    const reported = reports[0].report.participants.find(({ standing }) => standing.participant === one.participant);
    assert.equal(reported.standing.points, one.points);
    await until(`progress to know the answers of ${one.player.self.user}`, async () => {
      const { today } = await one.player.self.call('progress.v1.StatisticsService', 'GetToday', { user: `tenants/acme/users/${one.player.self.user}` });
      assert.ok((today.totals?.answers ?? 0) <= 6);
      return today.totals?.answers === 6;
    });
  }
});

test('an event of one replica is on the screens of the others, with Redis and without', async (t) => {
  const host = caller('hana', ['teacher'], 0);
  const { name } = await open(host, {});
  const screens = [1, 2].map((first) => caller('hana', ['teacher'], first).watch(name));
  // Both reach them; how long that takes is printed. Median of the time from the answer to the host until both screens have it.
  const late = async () => {
    const times = [];
    for (let i = 0; i < 15; ++i) {
      const { seq } = await host.control(name, 'lock', { locked: i % 2 === 0 });
      const start = performance.now();
      while (!screens.every((screen) => screen.events.at(-1)?.seq === seq)) await sleep(1);
      times.push(performance.now() - start);
      await sleep(Math.random() * 100);
    }
    return times.sort((a, b) => a - b)[7];
  };
  const hinted = await late();
  await cluster.kill('redis');
  const polled = await late();
  await cluster.startRedis();
  t.diagnostic(`${hinted.toFixed(0)} ms with hints, ${polled.toFixed(0)} ms without`);
  await host.control(name, 'end');
});

test('two hosts race on two replicas: each seq has one winner', async () => {
  const hosts = [caller('hana', ['teacher'], 0), caller('ada', ['admin'], 1)];
  const { name } = await open(hosts[0], {});
  const screen = caller('hana', ['teacher'], 2).watch(name);
  const won = [0, 0];
  let { seq } = (await hosts[0].call('GetSessionState', { name })).state.session;
  for (let round = 0; round < 30; ++round) {
    const outcomes = await Promise.allSettled(hosts.map((host, i) => host.call('ControlSession', {
      name, expected_seq: seq, request_id: `${i}-${round}`, lock: { locked: i === 0 }, action: 'lock',
    })));
    const winners = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    assert.equal(winners.length, 1, `round ${round}: ${outcomes.map(({ reason }) => reason?.message ?? 'won')}`);
    const loser = outcomes[1 - winners[0]].reason;
    assert.equal(loser.code, 10, loser.message);
    assert.equal(loser.rpc.ErrorInfo.reason, 'SEQ_MISMATCH');
    won[winners[0]] += 1;
    seq += 1;
    const { state } = await hosts[1 - winners[0]].call('GetSessionState', { name });
    assert.equal(state.session.seq, seq);
    assert.equal(state.session.locked, winners[0] === 0, 'what the winner wanted');
  }
  await hosts[1].control(name, 'end');
  await screen.ended;
  assert.ok(withoutGaps(screen.events));
  assert.equal(screen.events.at(-1).seq, seq + 1);
});

test('the session ends while half of the class reconnects: everybody sees the end, once', async () => {
  const host = caller('hana', ['teacher'], 0);
  const session = await open(host, { time_limit: { seconds: 60 } });
  const { name } = session;
  const people = await join(name, 30, 'late');
  await host.control(name, 'start');
  await answer(people, 0);
  const gone = Promise.all(['quiz-2', 'quiz-3'].map((replica) => cluster.kill(replica)));
  await host.control(name, 'reveal');
  await host.control(name, 'end');
  await gone;
  await Promise.all(['quiz-2', 'quiz-3'].map((replica) => cluster.startService(replica)));
  await Promise.all(people.map(({ screen }) => screen.ended));
  for (const { screen } of people) {
    assert.ok(withoutGaps(screen.events));
    assert.deepEqual(screen.events.map(({ event }) => event), ['created', 'item_opened', 'item_closed', 'item_revealed', 'ended']);
  }
  // Whoever comes back later, with all events or none, is told too; nothing goes on anywhere.
  for (const process of replicas) {
    const { player: { self }, participant, screen } = people[0];
    const here = new Caller(cluster, self, [process]);
    assert.equal(await here.call('WatchSession', { name, participant, after_seq: screen.events.at(-1).seq }), null);
    const { event } = await here.call('WatchSession', { name, participant, after_seq: screen.events.at(-2).seq });
    assert.equal(event.event, 'ended');
    await assert.rejects(here.call('SubmitAnswer', { name: participant, item: 'item-1', response: answerTo(1, true) }), (error) => error.rpc.ErrorInfo?.reason === 'ITEM_NOT_OPEN');
    await assert.rejects(here.call('ResolvePin', { parent: 'tenants/acme', pin: session.pin }), { code: 5 });
    const other = cluster.as(`too-late-${process}`, ['learner']);
    await assert.rejects(other.call('quiz.v1.SessionService', 'JoinSession', { name, nickname: 'Too late' }, { process }), (error) => error.rpc.ErrorInfo?.reason === 'SESSION_ENDED');
  }
});
