// Teams, more time for one, and the latency credit, on real processes and their real clock.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from './support/cluster.mjs';

const cluster = new Cluster();
const service = 'quiz.v1.SessionService';
let host, quiz;

before(async () => {
  await cluster.start();
  host = cluster.as('hana', ['teacher', 'author']);
  ({ quiz } = await host.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'live',
    quiz: { title: 'Live', language: 'en', topic_path: ['history'], items: [{ id: 'one', prompt: 'Is 0 even?', kind: 'true_false', true_false: { answer: true } }] },
  }));
  await host.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
});
after(() => cluster.stop());

test('two teams; one member has twice the time, and points by its own', async () => {
  const { session } = await host.call(service, 'CreateSession', {
    parent: 'tenants/acme', quiz: quiz.name,
    settings: {
      time_limit: { seconds: 4 }, scoring: { speed: 'SPEED_LINEAR' }, teams: { names: ['Red', 'Blue'], mode: 'MODE_SUM' },
      accommodations: [{ user: 'tenants/acme/users/ann', time_permille: 2000 }], latency_credit: { nanos: 200000000 },
    },
  });
  const { name } = session;
  const control = async (action) => {
    const { state } = await host.call(service, 'GetSessionState', { name });
    return host.call(service, 'ControlSession', { name, expected_seq: state.session.seq, [action]: {}, action });
  };
  assert.deepEqual((await host.call(service, 'ResolvePin', { parent: 'tenants/acme', pin: session.pin })).teams, ['Red', 'Blue']);
  const [ann, bob] = ['ann', 'bob'].map((user) => cluster.as(user, ['learner']));
  await assert.rejects(ann.call(service, 'JoinSession', { name, nickname: 'Ann' }), (error) => error.rpc.ErrorInfo.reason === 'TEAM_REQUIRED');
  for (const [person, team] of [[ann, 'Red'], [bob, 'Blue']]) {
    const { participant } = await person.call(service, 'JoinSession', { name, nickname: person.user, team });
    assert.equal(participant.team, team);
    person.participant = participant.name;
  }
  await control('start');
  const timeOf = async (person) => {
    const { state } = await person.call(service, 'GetSessionState', { name, participant: person.participant });
    assert.deepEqual(state.session.settings.accommodations, []);
    return Number(state.item.close_time.seconds) - Number(state.item.open_time.seconds);
  };
  assert.equal(await timeOf(ann), 8);
  assert.equal(await timeOf(bob), 4);
  await sleep(4300);
  const answer = (person) => person.call(service, 'SubmitAnswer', { name: person.participant, item: 'one', response: { kind: 'true_false', true_false: true } });
  await assert.rejects(answer(bob), (error) => error.rpc.ErrorInfo.reason === 'ITEM_CLOSED');
  const { response_time: time } = await answer(ann);
  await control('reveal');
  const { report } = await host.call(service, 'GetReport', { name });
  const points = Math.round((1 - (Number(time.seconds) + time.nanos / 1e9) / 8) * 1000);
  assert.ok(points > 0);
  assert.equal(report.participants[0].standing.points, points);
  assert.deepEqual(report.teams, [{ team: 'Red', rank: 1, points, member_count: 1 }, { team: 'Blue', rank: 2, points: 0, member_count: 1 }]);
});
