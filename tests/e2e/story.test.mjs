// The main job, whole, by a client that knows nothing but the protos: an article becomes an explanation, flashcards and a quiz; a
// learner finds it, reads, marks, saves, takes the quiz, sees what to read again, and the statistics tell of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Cluster, finished, until } from './support/cluster.mjs';
import { root } from './support/protos.mjs';

const cluster = new Cluster();
const article = readFileSync(join(root, 'deploy', 'sample', 'khrushchev.md'));
let author, ada, eve, explanation, quiz, attempt, paper;

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  ada = cluster.as('ada', ['learner']);
  eve = cluster.as('eve', ['learner']);
});
after(() => cluster.stop());

test('an article is imported and published as an operation', async () => {
  const request = { parent: 'tenants/acme', files: [{ file_name: 'khrushchev.md', content: article }], publish: true, request_id: 'import-1' };
  const { operation } = await author.call('content.v1.TransferService', 'ImportExplanations', request);
  const again = await author.call('content.v1.TransferService', 'ImportExplanations', request);
  assert.equal(again.operation.name, operation.name, 'a retry gets the first answer');
  const done = await finished(author, 'content', operation);
  assert.equal(done.state, 'STATE_SUCCEEDED', JSON.stringify(done));
  const { explanations } = await ada.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme' });
  assert.equal(explanations.length, 1);
  ({ explanation } = await ada.call('content.v1.ExplanationService', 'GetExplanation', { name: explanations[0].name }));
  assert.equal(explanation.published_revision, 1);
});

test('its parts are typed: terms, a timeline with dates of mixed precision, questions', () => {
  const of = (kind) => explanation.sections.filter((section) => section.body === kind).map((section) => section[kind]);
  assert.ok(of('term_table')[0].rows.length >= 7);
  const rows = of('timeline')[0].rows;
  assert.equal(rows.length, 10);
  for (const row of rows) assert.match(row.date.earliest, /^19\d\d-\d\d-\d\d$/, JSON.stringify(row.date));
  assert.ok(new Set(rows.map((row) => row.date.precision)).size >= 2, 'days and months');
  assert.equal(of('flashcards')[0].pairs.length, 6);
  assert.ok(of('faq')[0].entries.length >= 3);
});

test('flashcards came with it, each knowing the text it came from', async () => {
  const { flashcards } = await ada.call('content.v1.FlashcardService', 'ListFlashcards', { parent: explanation.name, page_size: 500 });
  assert.ok(flashcards.length >= 20, `${flashcards.length} cards`);
  for (const card of flashcards) assert.ok(card.lineage.span.section && card.lineage.span.quote, JSON.stringify(card));
  const derived = await author.call('content.v1.FlashcardService', 'DeriveFlashcards', { parent: explanation.name });
  assert.equal(derived.flashcards.length, 0, 'deriving twice adds nothing');
});

test('a learner finds it by a sentence, with the words marked', async () => {
  const { hits } = await ada.call('content.v1.SearchService', 'SearchExplanations', { parent: 'tenants/acme', query: 'who spoke about the crimes of Stalin in secret?' });
  assert.equal(hits[0].explanation.name, explanation.name);
  assert.ok(hits[0].snippet_matches.length > 0);
  const match = hits[0].snippet_matches[0];
  assert.ok([...hits[0].snippet].slice(match.start, match.end).join('').length > 2);
  const nothing = await ada.call('content.v1.SearchService', 'SearchExplanations', { parent: 'tenants/acme', query: 'photosynthesis' });
  assert.equal(nothing.hits.length, 0);
});

test('a highlight with a note survives a new revision, and is orphaned when its text goes', async () => {
  const index = explanation.sections.findIndex((section) => section.body === 'term_table');
  const section = explanation.sections[index];
  const quote = section.term_table.rows[1].definition;
  const { annotation } = await ada.call('content.v1.AnnotationService', 'CreateAnnotation', {
    parent: 'tenants/acme/users/ada',
    annotation: { explanation: explanation.name, span: { section: section.id, part: 'rows[1].definition', start: 0, end: [...quote].length, quote }, note: 'for the exam' },
  });
  const edit = async (change) => {
    const { explanation: draft } = await author.call('content.v1.ExplanationService', 'GetExplanation', { name: explanation.name, view: 'VIEW_DRAFT' });
    change(draft);
    const { explanation: stored } = await author.call('content.v1.ExplanationService', 'UpdateExplanation', { name: draft.name, explanation: draft, update_mask: { paths: ['sections'] } });
    await author.call('content.v1.ExplanationService', 'PublishExplanation', { name: draft.name, etag: stored.etag });
  };
  await edit((draft) => draft.sections[index].term_table.rows.splice(0, 1));
  const moved = await ada.call('content.v1.AnnotationService', 'GetAnnotation', { name: annotation.name });
  assert.equal(moved.annotation.state, 'STATE_ANCHORED');
  assert.equal(moved.annotation.revision, 2);
  assert.equal(moved.annotation.span.part, 'rows[0].definition');
  await edit((draft) => draft.sections[index].term_table.rows.splice(0, 1));
  const gone = await ada.call('content.v1.AnnotationService', 'GetAnnotation', { name: annotation.name });
  assert.equal(gone.annotation.state, 'STATE_ORPHANED');
  assert.equal(gone.annotation.note, 'for the exam');
  await assert.rejects(eve.call('content.v1.AnnotationService', 'GetAnnotation', { name: annotation.name }), { code: 5 });
  const { diff } = await author.call('content.v1.ExplanationService', 'DiffRevisions', { name: explanation.name, from_revision: 1, to_revision: 3 });
  assert.equal(diff.sections.length, 1);
  ({ explanation } = await ada.call('content.v1.ExplanationService', 'GetExplanation', { name: explanation.name }));
});

test('a learner saves it in a folder', async () => {
  const { folder } = await ada.call('content.v1.LibraryService', 'CreateFolder', { parent: 'tenants/acme/users/ada', folder: { title: 'Cold War' } });
  await ada.call('content.v1.LibraryService', 'SaveItem', { parent: 'tenants/acme/users/ada', saved_item: { target: explanation.name, folder: folder.name, title: explanation.title } });
  const { saved_items: items } = await ada.call('content.v1.LibraryService', 'ListSavedItems', { parent: 'tenants/acme/users/ada', all_folders: true });
  assert.equal(items[0].target, explanation.name);
});

test('a quiz is derived from it, previewed first, and published', async () => {
  const request = {
    parent: 'tenants/acme', explanation: explanation.name, quiz_id: 'khrushchev', seed: 7, max_items: 20,
    policy: { feedback: 'FEEDBACK_DEFERRED', grading: 'GRADING_HIGHEST', review_after_finish: true, shuffle_items: true },
  };
  const preview = await author.call('quiz.v1.QuizAuthoringService', 'DeriveQuiz', { ...request, validate_only: true });
  assert.ok(preview.quiz.items.length >= 10);
  await assert.rejects(author.call('quiz.v1.QuizAuthoringService', 'GetAuthoredQuiz', { name: 'tenants/acme/quizzes/khrushchev' }), { code: 5 });
  ({ quiz } = await author.call('quiz.v1.QuizAuthoringService', 'DeriveQuiz', request));
  assert.deepEqual(quiz.items.map((item) => item.prompt), preview.quiz.items.map((item) => item.prompt));
  for (const item of quiz.items) assert.ok(item.lineage.quote, JSON.stringify(item));
  await assert.rejects(ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name }), { code: 5 });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name, etag: quiz.etag });
});

const keyOf = (id) => quiz.items.find((item) => item.id === id);

// A response to an item of the paper: right by the author's key, or wrong.
function respond(item, right) {
  const key = keyOf(item.id);
  switch (item.kind) {
    case 'single_choice': return { single_choice: key.single_choice.choices.find((choice) => choice.correct === right).id };
    case 'multiple_choice': return { multiple_choice: { choices: key.multiple_choice.choices.filter((choice) => choice.correct === right).map((choice) => choice.id) } };
    case 'true_false': return { true_false: key.true_false.answer === right };
    case 'short_text': return { short_text: right ? key.short_text.patterns[0].pattern.replaceAll('*', '') : 'no idea' };
    case 'numeric': return { numeric: { text: right ? `${key.numeric.answers[0].near.value}` : '-1' } };
    case 'matching': {
      const option = (stem) => {
        const text = key.matching.pairs.find((pair) => pair.stem === stem.text).option;
        return item.matching.options.find((candidate) => (candidate.text === text) === right);
      };
      return { matching: { pairs: item.matching.stems.map((stem) => ({ stem: stem.id, option: option(stem).id })) } };
    }
    case 'ordering': {
      const entries = key.ordering.entries.map((text) => item.ordering.entries.find((entry) => entry.text === text).id);
      return { ordering: { entries: right ? entries : entries.reverse() } };
    }
    case 'date': {
      const [year, month, day] = key.date.earliest.split('-').map(Number);
      return { date: right ? { year, month, day } : { year: 1900, month: 1, day: 1 } };
    }
    default: throw new Error(`unknown kind ${item.kind}`);
  }
}

test('the learner\'s paper has no key in it', async () => {
  const published = await ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name });
  assert.equal(published.paper.items.length, quiz.items.length);
  const text = JSON.stringify(published.paper);
  for (const word of ['correct', 'fraction', 'explanation":"', 'lineage']) assert.ok(!text.includes(word), word);
  const again = await ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name });
  assert.deepEqual(again, published);
});

test('the learner takes the quiz, some answers wrong', async () => {
  ({ attempt, paper } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: quiz.name, request_id: 'go' }));
  const resumed = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: quiz.name });
  assert.equal(resumed.attempt.name, attempt.name);
  assert.ok(resumed.resumed);
  for (const [index, item] of paper.items.entries()) {
    const request = { name: attempt.name, item: item.id, response: respond(item, index % 3 !== 0), time_spent: { seconds: 20 } };
    if (index === 1) await ada.call('quiz.v1.AttemptService', 'SaveResponse', request);
    const answer = await ada.call('quiz.v1.AttemptService', 'SubmitResponse', request);
    assert.equal(answer.item.state, 'STATE_SUBMITTED');
    assert.equal(answer.reveal, null, 'feedback is deferred');
    assert.deepEqual(await ada.call('quiz.v1.AttemptService', 'SubmitResponse', request), answer, 'a retry gets the first answer');
  }
  await assert.rejects(ada.call('quiz.v1.AttemptService', 'ReviewAttempt', { name: attempt.name }), (error) => error.code === 9 && error.rpc.ErrorInfo.reason === 'ATTEMPT_IN_PROGRESS');
});

test('finishing gives the score; each wrong answer names the sentence to read again', async () => {
  const { attempt: done } = await ada.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name });
  assert.equal(done.state, 'STATE_FINISHED');
  const { review } = await ada.call('quiz.v1.AttemptService', 'ReviewAttempt', { name: attempt.name });
  let sum = 0;
  for (const [index, reviewed] of review.items.entries()) {
    sum += reviewed.mark;
    if (index % 3 !== 0) {
      assert.equal(reviewed.mark, reviewed.item.points, `item ${index} was answered by its key: ${JSON.stringify(reviewed)}`);
    } else {
      assert.ok(reviewed.mark < reviewed.item.points);
      assert.ok(reviewed.reveal.reread.quote.length > 3 && reviewed.reveal.correct_text.length > 0);
    }
  }
  assert.equal(done.score, sum);
  const grade = await ada.call('quiz.v1.AttemptService', 'GetQuizGrade', { parent: 'tenants/acme/users/ada', quiz: quiz.name });
  assert.equal(grade.grade.score, sum);
});

test('the statistics tell of it, exactly once', async () => {
  const today = await until('statistics', async () => {
    const answer = await ada.call('progress.v1.StatisticsService', 'GetToday', { user: 'tenants/acme/users/ada' });
    return answer.today.totals.attempts_finished === 1 && answer.today;
  });
  assert.equal(today.totals.answers, paper.items.length);
  assert.equal(today.totals.attempts_started, 1);
  assert.equal(today.totals.time_spent.seconds, 20 * paper.items.length);
  const { attempt: done } = await ada.call('quiz.v1.AttemptService', 'GetAttempt', { name: attempt.name });
  assert.equal(today.totals.score_micros, done.score);
  const { streak } = await ada.call('progress.v1.StatisticsService', 'GetStreak', { user: 'tenants/acme/users/ada' });
  assert.equal(streak.current_days, 1);
  const { topics } = await ada.call('progress.v1.StatisticsService', 'ListMastery', { parent: 'tenants/acme/users/ada' });
  assert.ok(topics.length >= 1);
  const { days } = await ada.call('progress.v1.StatisticsService', 'GetHeatmap', { user: 'tenants/acme/users/ada' });
  assert.equal(days.length, 1);
  await assert.rejects(eve.call('progress.v1.StatisticsService', 'GetToday', { user: 'tenants/acme/users/ada' }), { code: 5 });
});

test('errors carry details another language can read', async () => {
  await assert.rejects(author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', { parent: 'tenants/acme', quiz: { title: '', language: 'xx-', items: [{ prompt: '' }] } }), (error) => {
    assert.equal(error.code, 3);
    const fields = error.rpc.BadRequest.field_violations.map((violation) => violation.field);
    assert.ok(fields.includes('quiz.title') && fields.some((field) => field.startsWith('quiz.items[0]')), fields.join(' '));
    assert.equal(error.rpc.ErrorInfo.domain, 'lyceum');
    return true;
  });
});

test('a deadline ends a call, and the server lives on', async () => {
  const waiting = ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name }, { deadlineMs: 0 });
  await assert.rejects(waiting, { code: 4 });
  assert.ok(await ada.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name }));
});
