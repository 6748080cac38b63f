// Item analysis: a class takes a quiz, and its teacher sees which questions are good, over the wire and in the terminal.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bin, Cluster } from './support/cluster.mjs';

const cluster = new Cluster({ redis: false });
const quiz = 'tenants/acme/quizzes/walls';
const learners = 12;
let author, teacher;

const items = [
  { id: 'when', prompt: 'When was it built?', single_choice: { choices: [{ id: 'a', text: '1945' }, { id: 'b', text: '1961', correct: true }, { id: 'c', text: '1989' }] } },
  { id: 'tall', prompt: 'Was it tall?', true_false: { answer: true } },
  { id: 'where', prompt: 'Where?', short_text: { patterns: [{ pattern: 'Berlin' }] } },
];

// Learner n knows as many of the items as n / 3; the last third leaves nothing out.
async function take(n) {
  const learner = cluster.as(`learner-${n}`, ['learner']);
  const { attempt } = await learner.call('quiz.v1.AttemptService', 'StartAttempt', { parent: `tenants/acme/users/learner-${n}`, quiz });
  const knows = (i) => n / 3 > i;
  const answer = (item, response) => learner.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item, response });
  await answer('when', { single_choice: knows(0) ? 'b' : 'a' });
  await answer('tall', { true_false: knows(1) });
  if (n >= 3) await answer('where', { short_text: knows(2) ? 'Berlin' : 'Bonn' });
  await learner.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name });
}

const analyse = async (request = {}) => (await teacher.call('quiz.v1.AnalysisService', 'GetItemAnalysis', { name: quiz, ...request })).analysis;

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  teacher = cluster.as('tia', ['teacher']);
  await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', { parent: 'tenants/acme', quiz_id: 'walls', quiz: { title: 'Walls', language: 'en', items } });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz });
});
after(() => cluster.stop());

test('before anybody is done there are no figures', async () => {
  const analysis = await analyse();
  assert.equal(analysis.test.attempts, 0);
  assert.equal(analysis.test.mean ?? null, null);
  assert.equal(analysis.items.length, 3);
});

test('figures follow the answers of the class', async () => {
  await take(0);
  assert.equal((await analyse()).test.attempts, 1);
  for (let n = 1; n < learners; ++n) await take(n);
  const analysis = await analyse();
  assert.equal(analysis.test.attempts, learners);
  // 11 of 12 know the first, 8 the second, 5 the third.
  assert.deepEqual(analysis.items.map((item) => Math.round(item.facility * 12)), [11, 8, 5]);
  assert.equal(analysis.test.mean, 2_000_000);
  for (const item of analysis.items) assert.ok(item.discrimination > 0.2, JSON.stringify(item));
  assert.equal(analysis.items[0].random_guess, 1 / 3);
  const [first, , third] = analysis.items;
  assert.deepEqual(first.answers.map((row) => [row.answer, Number(row.count)]), [['1945', 1], ['1961', 11], ['1989', 0]]);
  assert.deepEqual(third.answers.map((row) => [row.kind, row.answer, Number(row.count)]),
    [['KIND_AUTHORED', 'Berlin', 5], ['KIND_NONE', '', 3], ['KIND_OTHER', 'Bonn', 4]]);
});

test('a second attempt counts only if all are asked for', async () => {
  await take(5);
  assert.equal((await analyse()).test.attempts, learners);
  assert.equal((await analyse({ sample: 'SAMPLE_ALL' })).test.attempts, learners + 1);
});

test('learners do not see them', async () => {
  const learner = cluster.as('learner-1', ['learner']);
  await assert.rejects(learner.call('quiz.v1.AnalysisService', 'GetItemAnalysis', { name: quiz }), { code: 7 });
  await assert.rejects(analyse({ revision: 9 }), { code: 5 });
});

test('lyceumctl shows a table, a plot and the distractors', () => {
  const run = (...args) => {
    const result = spawnSync(join(bin, 'lyceumctl'), ['--quiz', `127.0.0.1:${cluster.ports.quiz}`, '--token', teacher.token, 'quiz', 'stats', 'walls', ...args],
      { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: cluster.folder, COLUMNS: '120' } });
    assert.equal(result.status, 0, result.stderr);
    return result.stdout;
  };
  const text = run('--answers');
  assert.match(text, /^Walls, revision 1: 12 first attempts$/m);
  assert.match(text, /mean 2 of 3 · median 2/);
  assert.match(text, /1 +When was it built\? +12 +92% +33%/);
  assert.match(text, /█+.* 92%$/m);
  assert.match(text, /1989 +0% +0 +0%/);
  assert.match(text, /\(other\) Bonn/);
  assert.equal(JSON.parse(run('--json')).items.length, 3);
});
