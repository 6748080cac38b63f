// Behaviours over the wire: adaptive, interactive, with certainty, and graded by a person.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Cluster } from './support/cluster.mjs';

const cluster = new Cluster({ redis: false });
let author, teacher, ada;

const items = [
  { id: 'when', prompt: 'When was it built?', hints: ['After the airlift.', 'In August.'], single_choice: { choices: [{ id: 'a', text: '1945' }, { id: 'b', text: '1961', correct: true }, { id: 'c', text: '1989' }] } },
  { id: 'where', prompt: 'Where?', points: 2_000_000, short_text: { patterns: [{ pattern: 'Berlin' }] } },
];

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  teacher = cluster.as('tia', ['teacher']);
  ada = cluster.as('ada', ['learner']);
});
after(() => cluster.stop());

// A running attempt at a new quiz of that behaviour, and how to check an answer in it.
async function begin(kind, policy = {}) {
  const id = kind.toLowerCase().replaceAll('_', '-');
  const behaviour = { kind, penalty_micros: 250_000 };
  await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', { parent: 'tenants/acme', quiz_id: id, quiz: { title: kind, language: 'en', items, policy: { review_after_finish: true, behaviour, ...policy } } });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: `tenants/acme/quizzes/${id}` });
  const { attempt } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: `tenants/acme/quizzes/${id}` });
  const check = (item, response, more = {}) => ada.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item, response, ...more });
  const finish = async () => (await ada.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name })).attempt;
  return { name: attempt.name, check, finish };
}

test('adaptive: the best of all tries, less the tries before it', async () => {
  const { name, check, finish } = await begin('KIND_ADAPTIVE');
  const marks = [];
  for (const choice of ['a', 'a', 'c', 'b']) marks.push((await check('when', { single_choice: choice })).item.progress);
  assert.deepEqual(marks.map((progress) => [progress.tries, Number(progress.mark)]), [[1, 0], [1, 0], [2, 0], [3, 500_000]]);
  assert.equal(marks[3].state, 'STATE_COMPLETE');
  const { attempt } = await ada.call('quiz.v1.AttemptService', 'GetAttempt', { name });
  assert.equal(attempt.items[0].progress.tries, 3, 'another call sees the same');
  const done = await finish();
  assert.equal(Number(done.score), 500_000);
  assert.equal(done.items[1].progress.state, 'STATE_GAVE_UP');
});

test('interactive: a try more than hints, and the answer is shown once the item is over', async () => {
  const { check, finish } = await begin('KIND_INTERACTIVE', { feedback: 'FEEDBACK_IMMEDIATE' });
  const first = await check('when', { single_choice: 'a' });
  assert.equal(first.reveal, null);
  assert.deepEqual([first.item.progress.tries_left, first.item.progress.must_try_again], [2, true]);
  const right = await check('when', { single_choice: 'b' });
  assert.equal(right.item.progress.state, 'STATE_RIGHT');
  assert.equal(Number(right.item.mark), 750_000);
  assert.equal(right.reveal.correct_text, '1961');
  const wrong = await check('where', { short_text: 'Bonn' });
  assert.equal(wrong.item.progress.state, 'STATE_WRONG', 'without hints there is one try');
  await assert.rejects(check('where', { short_text: 'Berlin' }), (error) => error.rpc.ErrorInfo.reason === 'ITEM_SUBMITTED');
  assert.equal(Number((await finish()).score), 750_000);
});

test('certainty: three times the mark, or six times the points away', async () => {
  const { check, finish } = await begin('KIND_DEFERRED_CERTAINTY');
  await check('when', { single_choice: 'b' }, { certainty: 3 });
  assert.equal((await check('where', { short_text: 'Bonn' })).item.progress.state, 'STATE_INVALID', 'a certainty is missing');
  await check('where', { short_text: 'Bonn' }, { certainty: 2 });
  await assert.rejects(check('where', { short_text: 'Bonn' }, { certainty: 4 }), { code: 3 });
  assert.equal(Number((await finish()).score), 3_000_000 - 4_000_000);
});

test('manual: a teacher gives the mark, and the learner reads why', async () => {
  const { name, check, finish } = await begin('KIND_MANUAL');
  await check('where', { short_text: 'In the middle of the city.' });
  assert.equal((await finish()).items[1].progress.state, 'STATE_NEEDS_GRADING');
  const grade = { name, item: 'where', mark: 1_500_000, comment: 'Which city?', request_id: 'grade-1' };
  await assert.rejects(ada.call('quiz.v1.GradingService', 'GradeItem', grade), { code: 7 });
  const { attempt } = await teacher.call('quiz.v1.GradingService', 'GradeItem', grade);
  assert.equal(Number(attempt.score), 1_500_000);
  assert.deepEqual((await teacher.call('quiz.v1.GradingService', 'GradeItem', grade)).attempt, attempt, 'a retry gets the first answer');
  const { review } = await ada.call('quiz.v1.AttemptService', 'ReviewAttempt', { name });
  assert.equal(review.items[1].comment, 'Which city?');
  assert.equal(review.attempt.items[1].progress.state, 'STATE_MANUAL_PARTIAL');
});
