// Clients know one address only: the edge (deploy/edge), with two quiz replicas behind it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Cluster, freePort, until } from './support/cluster.mjs';
import { Caller, answerTo, publishQuiz, withoutGaps } from './support/live.mjs';
import { Postgres } from './support/postgres.mjs';
import { root } from './support/protos.mjs';

const service = 'quiz.v1.SessionService';
let postgres, cluster, edge, quiz;

before(async () => {
  postgres = await Postgres.start();
  cluster = new Cluster({ databases: postgres.databases, replicas: { quiz: 2 } });
  await cluster.start();
  cluster.ports.edge = await freePort();
  const [address, ...replicas] = ['edge', 'quiz', 'quiz-2'].map((name) => `127.0.0.1:${cluster.ports[name]}`);
  edge = spawn(join(root, 'deploy', 'edge'), [join(cluster.folder, 'edge'), address, ...replicas], { stdio: 'ignore' });
  quiz = await publishQuiz(cluster.as('hana', ['teacher', 'author']), 'live', 2);
  await until('the edge', () => cluster.as('hana', ['teacher']).call('quiz.v1.QuizService', 'GetQuiz', { name: quiz }, { process: 'edge' }).then(() => true, () => false));
});
after(async () => {
  if (edge?.kill('SIGTERM')) await new Promise((resolve) => edge.once('exit', resolve));
  await cluster?.stop();
  await postgres?.stop();
});

const caller = (user, roles) => new Caller(cluster, cluster.as(user, roles), ['edge']);
const calls = (replica) => cluster.metric(replica, /^lyceum_rpc_total.*SubmitAnswer/);

test('calls go to both replicas; one is killed, and the edge asks the other', async () => {
  const host = caller('hana', ['teacher']);
  const { session: { name } } = await host.call('CreateSession', { parent: 'tenants/acme', quiz, settings: { time_limit: { seconds: 60 } } });
  const people = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
    const player = caller(`player-${n}`, ['learner']);
    const { participant } = await player.call('JoinSession', { name, nickname: `Player ${n}` });
    return { player, participant: participant.name, screen: player.watch(name, participant.name) };
  }));
  await until('everybody to watch', () => people.every(({ screen }) => screen.events.length > 0));
  // Each once, without trying again: that is the edge's business.
  const answer = (item) => Promise.all(people.map(({ player, participant }) => player.self.call(
    service, 'SubmitAnswer', { name: participant, item: `item-${item}`, response: answerTo(item, true) }, { process: 'edge' })));

  await host.control(name, 'start');
  await answer(0);
  for (const replica of ['quiz', 'quiz-2']) assert.ok(await calls(replica) >= 5, `${replica} took ${await calls(replica)} answers`);
  await host.control(name, 'reveal');
  await host.control(name, 'next');
  await cluster.kill('quiz');
  await answer(1);
  await host.control(name, 'reveal');
  await host.control(name, 'end');
  await Promise.all(people.map(({ screen }) => screen.ended));
  for (const { screen } of people) assert.ok(withoutGaps(screen.events));
  assert.ok(people.some(({ screen }) => screen.breaks > 0), 'no stream went through the replica that was killed');
  assert.ok(people.some(({ screen }) => screen.breaks === 0), 'all streams went through it');
});

test('without any replica the edge says UNAVAILABLE, and serves again once there is one', async () => {
  const host = cluster.as('hana', ['teacher']);
  const get = () => host.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz }, { process: 'edge' });
  await cluster.kill('quiz');
  await cluster.kill('quiz-2');
  await assert.rejects(get(), { code: 14 });
  await cluster.startService('quiz');
  await until('the edge to ask the replica again', () => get().then(() => true, () => false), 5);
});
