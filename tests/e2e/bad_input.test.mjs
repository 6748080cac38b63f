// Bad input: a clear canonical error that names field and limit, and nothing changed.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Cluster, finished } from './support/cluster.mjs';
import { detailsOf } from './support/protos.mjs';

const cluster = new Cluster();
let author, ada, admin, stranger, explanation;

const draft = (title = 'The Thaw') => ({ title, language: 'en', topic_path: ['history'], sections: [{ heading: 'One', body: 'rich_text', rich_text: { markdown: 'A first *text*.' } }] });
const create = (changes = {}) => author.call('content.v1.ExplanationService', 'CreateExplanation', { parent: 'tenants/acme', explanation: draft(), ...changes });

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  ada = cluster.as('ada', ['learner']);
  admin = cluster.as('root', ['admin']);
  stranger = cluster.as('writer', ['author', 'admin'], 'umbra');
  ({ explanation } = await create({ explanation_id: 'thaw' }));
});
after(() => cluster.stop());

// Everything the tenant holds, as text: the same before and after a refused call.
async function snapshot() {
  const list = await admin.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme', show_deleted: true, page_size: 1000 });
  const quizzes = await admin.call('quiz.v1.QuizAuthoringService', 'ListAuthoredQuizzes', { parent: 'tenants/acme', show_deleted: true });
  const today = await ada.call('progress.v1.StatisticsService', 'GetToday', { user: 'tenants/acme/users/ada' });
  return JSON.stringify([list, quizzes, today.today.totals]);
}

async function refused(call, code, check = () => {}) {
  const held = await snapshot();
  await assert.rejects(call, (error) => {
    if (typeof error.code !== 'number') throw error;
    assert.equal(error.code, code, error.message);
    check(error);
    return true;
  });
  assert.equal(await snapshot(), held, 'nothing changed');
}
const field = (name) => (error) => {
  const fields = (error.rpc.BadRequest?.field_violations ?? []).map((violation) => violation.field);
  assert.ok(fields.includes(name), `expected ${name} in [${fields}]: ${error.message}`);
};

// Sends bytes as they are.
function raw(service, rpc, bytes, process = service.split('.')[0], client = author) {
  const stub = cluster.stub(service, process);
  const headers = new grpc.Metadata();
  headers.set('authorization', `Bearer ${client.token}`);
  return new Promise((resolve, reject) => {
    stub.makeUnaryRequest(`/lyceum.${service}/${rpc}`, (value) => value, (value) => value, bytes, headers, { deadline: Date.now() + 20000 }, (error, answer) => {
      if (!error) return resolve(answer);
      error.rpc = detailsOf(error);
      return reject(error);
    });
  });
}

const [invalid, notFound, exhausted, precondition, aborted] = [3, 5, 8, 9, 10];
const explanations = 'content.v1.ExplanationService';
const quizzes = 'quiz.v1.QuizAuthoringService';

test('bytes that are no message', () => refused(() => raw(explanations, 'CreateExplanation', Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])), invalid));
test('a message cut short', () => refused(() => raw(explanations, 'CreateExplanation', Buffer.from([0x0a, 0x20, 0x41])), invalid));
test('text that is not UTF-8', () => refused(() => raw(explanations, 'GetExplanation', Buffer.concat([Buffer.from([0x0a, 0x04]), Buffer.from([0x74, 0xff, 0xfe, 0x65])])), invalid));
test('a message over 4 MiB', () => refused(() => create({ explanation: { ...draft(), summary: 'x'.repeat(5 << 20) } }), exhausted));
test('messages nested too deeply', async () => {
  // Groups inside one another, as an unknown field: the parser itself has to follow them.
  let bytes = Buffer.from([]);
  for (let i = 0; i < 200; ++i) bytes = Buffer.concat([Buffer.from([0x0b]), bytes, Buffer.from([0x0c])]); // groups
  await refused(() => raw(explanations, 'GetExplanation', bytes), invalid);
});
test('an unknown enum value', () => refused(() => author.call(explanations, 'GetExplanation', { name: explanation.name, view: 77 }), invalid, field('view')));
test('an empty oneof', () => refused(() => create({ explanation: { ...draft(), sections: [{ heading: 'Empty' }] } }), invalid, field('explanation.sections[0]')));
test('an empty oneof in a quiz', () => refused(() => author.call(quizzes, 'CreateQuiz', { parent: 'tenants/acme', quiz: { title: 'Q', language: 'en', items: [{ prompt: 'Why?' }] } }), invalid,
  (error) => assert.match(JSON.stringify(error.rpc.BadRequest), /quiz\.items\[0\]/)));
test('a missing message', () => refused(() => author.call(explanations, 'CreateExplanation', { parent: 'tenants/acme' }), invalid));
test('every violation is named at once', () => refused(() => create({ explanation: { ...draft(''), language: 'not a tag' } }), invalid, (error) => {
  field('explanation.title')(error);
  field('explanation.language')(error);
}));
test('a title over its limit names the limit', () => refused(() => create({ explanation: draft('x'.repeat(301)) }), invalid, (error) => {
  field('explanation.title')(error);
  assert.match(error.message, /300/);
}));

for (const [size, why] of [[-1, 'negative'], [1001, 'above the limit'], [2 ** 31 - 1, 'huge']]) {
  test(`a page size that is ${why}`, () => refused(() => ada.call(explanations, 'ListExplanations', { parent: 'tenants/acme', page_size: size }), invalid, (error) => {
    field('page_size')(error);
    assert.match(error.message, /1000/);
  }));
}
test('a page token of another listing, another tenant, or no token at all', async () => {
  for (let i = 0; i < 3; ++i) await create({ explanation_id: `page-${i}` });
  const { next_page_token: token } = await author.call(explanations, 'ListExplanations', { parent: 'tenants/acme', page_size: 1 });
  assert.ok(token);
  await refused(() => author.call(explanations, 'ListExplanations', { parent: 'tenants/acme', page_size: 1, page_token: token, filter: 'language = "en"' }), invalid, field('page_token'));
  await refused(() => stranger.call(explanations, 'ListExplanations', { parent: 'tenants/umbra', page_size: 1, page_token: token }), invalid, field('page_token'));
  await refused(() => author.call(quizzes, 'ListAuthoredQuizzes', { parent: 'tenants/acme', page_size: 1, page_token: token }), invalid, field('page_token'));
  await refused(() => author.call(explanations, 'ListExplanations', { parent: 'tenants/acme', page_token: 'AAAA!' }), invalid, field('page_token'));
  assert.ok(await author.call(explanations, 'ListExplanations', { parent: 'tenants/acme', page_size: 1, page_token: token }));
});
test('a filter that cannot be read', () => refused(() => ada.call(explanations, 'ListExplanations', { parent: 'tenants/acme', filter: 'colour = red' }), invalid, field('filter')));
test('a name of the wrong shape', () => refused(() => ada.call(explanations, 'GetExplanation', { name: 'tenants/acme/quizzes/x' }), invalid, field('name')));
test('a name with a path in it', () => refused(() => ada.call(explanations, 'GetExplanation', { name: 'tenants/acme/explanations/../x' }), invalid, field('name')));

test('a stale etag', async () => {
  const { explanation: made } = await create({ explanation_id: 'stale' });
  const change = (etag, title) => author.call(explanations, 'UpdateExplanation', { name: made.name, explanation: { ...made, title, etag }, update_mask: { paths: ['title'] } });
  await change(made.etag, 'Second');
  await refused(() => change(made.etag, 'Third'), aborted, (error) => assert.equal(error.rpc.ErrorInfo.reason, 'ETAG_MISMATCH'));
  await refused(() => author.call(explanations, 'DeleteExplanation', { name: made.name, etag: made.etag }), aborted);
  await refused(() => author.call(explanations, 'PublishExplanation', { name: made.name, etag: made.etag }), aborted);
});
test('an update mask with an unknown path', () => refused(() => author.call(explanations, 'UpdateExplanation', { name: explanation.name, explanation, update_mask: { paths: ['colour'] } }), invalid));
test('a request_id used again with another payload', async () => {
  await create({ request_id: 'r-1', explanation_id: 'once' });
  const again = await create({ request_id: 'r-1', explanation_id: 'once' });
  assert.equal(again.explanation.name, 'tenants/acme/explanations/once');
  await refused(() => create({ request_id: 'r-1', explanation: draft('Another') }), invalid, (error) => assert.equal(error.rpc.ErrorInfo.reason, 'REQUEST_ID_REUSED'));
});
test('a request_id over its limit', () => refused(() => create({ request_id: 'x'.repeat(65) }), invalid, field('request_id')));
test('a name that is taken', () => refused(() => create({ explanation_id: 'thaw' }), 6));

test('another tenant\'s object answers with the bytes of a missing one', async () => {
  const answer = async (name) => {
    try {
      await stranger.call(explanations, 'GetExplanation', { name, view: 'VIEW_DRAFT' });
    } catch (error) {
      return JSON.stringify([error.code, error.details.replaceAll(name, 'NAME'), JSON.stringify(error.rpc.ErrorInfo).replaceAll(name, 'NAME')]);
    }
    throw new Error(`${name} was given to a stranger`);
  };
  const missing = await answer('tenants/umbra/explanations/missing');
  assert.equal(await answer('tenants/acme/explanations/thaw'), missing);
  assert.equal(await answer('tenants/acme/explanations/missing'), missing);
  await refused(() => stranger.call(explanations, 'UpdateExplanation', { name: explanation.name, explanation, update_mask: { paths: ['title'] } }), notFound);
  await refused(() => stranger.call(explanations, 'DeleteExplanation', { name: explanation.name }), notFound);
});
test('a learner may not write, nor see drafts', async () => {
  await refused(() => ada.call(explanations, 'CreateExplanation', { parent: 'tenants/acme', explanation: draft() }), 7);
  await refused(() => ada.call(explanations, 'GetExplanation', { name: explanation.name }), notFound);
});
test('a learner may not record answers', () => refused(() => ada.call('progress.v1.EventService', 'RecordEvents', { parent: 'tenants/acme', events: [{
  event_id: 'forged-forged-forged', user: 'tenants/acme/users/ada', occur_time: { seconds: Math.floor(Date.now() / 1000) },
  answer_submitted: { quiz: 'tenants/acme/quizzes/q', quiz_revision: 1, item_id: 'i', score_micros: 1, max_score_micros: 1 } }] }), 7));
test('one bad event refuses its whole batch', () => {
  const event = (id, changes = {}) => ({ event_id: id, user: 'tenants/acme/users/ada', occur_time: { seconds: Math.floor(Date.now() / 1000) }, activity: { kind: 'KIND_READ', time_spent: { seconds: 1 } }, ...changes });
  return refused(() => ada.call('progress.v1.EventService', 'RecordEvents', { parent: 'tenants/acme', events: [event('good-event-000001'), event('good-event-000002', { activity: { kind: 'KIND_READ', time_spent: { seconds: -5 } } })] }), invalid,
    (error) => assert.match(JSON.stringify(error.rpc.BadRequest), /events\[1\]/));
});

// --- Files ---------------------------------------------------------------------------------------------------------------------
async function importFile(file) {
  const { operation } = await author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme', files: [file], publish: true });
  const done = await finished(author, 'content', operation);
  const { reflection } = await import('./support/protos.mjs');
  const type = reflection.lookupType('lyceum.content.v1.ImportResult');
  return done.state === 'STATE_SUCCEEDED' ? type.toObject(type.decode(done.result.value), { enums: String }).outcomes[0] : done;
}
async function notImported(file, pattern) {
  const held = await snapshot();
  const outcome = await importFile(file);
  assert.equal(outcome.result, 'RESULT_FAILED', JSON.stringify(outcome));
  assert.match(JSON.stringify(outcome.problems), pattern);
  assert.equal(await snapshot(), held, 'nothing of it was stored');
}
test('HTML nested deeper than the limit', () => notImported({ file_name: 'deep.html', content: Buffer.from('<div>'.repeat(100000)) }, /nest|deep/i));
test('CNXML that ends in the middle', () => notImported({ file_name: 'cut.cnxml', content: Buffer.from('<?xml version="1.0"?><document xmlns="http://cnx.rice.edu/cnxml"><title>Cut</title><content><para>And th') }, /./));
test('a binary file', () => notImported({ file_name: 'image.txt', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 0, 0xff, 0xfe, 0xd8]) }, /./));
test('text in an encoding that is not UTF-8', () => notImported({ file_name: 'latin.txt', content: Buffer.from('Chrusch\xe4ow f\xfchrte \xff\xfe', 'latin1') }, /UTF-8|encoding/i));
test('a file of nothing but spaces', () => notImported({ file_name: 'empty.md', content: Buffer.from(' \n\n') }, /./));
test('an empty file', () => refused(() => author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme', files: [{ file_name: 'empty.md' }] }), invalid, field('files[0].content')));
test('a file over its limit', () => refused(() => author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme', files: [{ file_name: 'big.txt', content: Buffer.alloc((3 << 20) + 1, 'a ') }] }), invalid, (error) => {
  field('files')(error);
  assert.match(error.message, /3145728/);
}));
test('no file at all', () => refused(() => author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme' }), invalid, field('files')));
test('HTML with scripts is stored without anything that could run', async () => {
  const outcome = await importFile({ file_name: 'evil.html', content: Buffer.from(`<html lang="en"><head><title>Evil page</title><script>alert(1)</script></head><body>
    <h1>Evil page</h1><p onclick="alert(2)">Some <b>bold</b> text with <a href="javascript:alert(3)">a link</a> and <img src="data:text/html,<script>alert(4)</script>">.</p>
    <iframe src="https://evil.example"></iframe><p>Another paragraph &lt;script&gt;alert(5)&lt;/script&gt; of text.</p></body></html>`) });
  assert.equal(outcome.result, 'RESULT_CREATED', JSON.stringify(outcome));
  const { explanation: stored } = await ada.call(explanations, 'GetExplanation', { name: outcome.explanation });
  const text = JSON.stringify(stored);
  assert.match(text, /bold/);
  for (const pattern of [/javascript:/i, /data:text/i, /onclick/i, /<iframe/i, /alert\([1-4]\)/]) assert.doesNotMatch(text, pattern);
  assert.doesNotMatch(text, /(^|[^\\])<script>/, 'a quoted tag stays quoted');
});
test('Markdown with raw HTML is refused on the way in by hand', () => refused(() => create({ explanation: { ...draft(), sections: [{ body: 'rich_text', rich_text: { markdown: 'x <script>alert(1)</script>' } }] } }), invalid, field('explanation.sections[0].rich_text.markdown')));
test('a script link is refused too', () => refused(() => create({ explanation: { ...draft(), sections: [{ body: 'rich_text', rich_text: { markdown: '[x](javascript:alert(1))' } }] } }), invalid));

test('an attempt at what is not published, a response of another kind, an unknown item', async () => {
  const { quiz } = await author.call(quizzes, 'CreateQuiz', { parent: 'tenants/acme', quiz_id: 'tf', quiz: { title: 'Q', language: 'en', items: [{ id: 'one', prompt: 'Is it?', kind: 'true_false', true_false: { answer: true } }] } });
  await refused(() => ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: quiz.name }), notFound);
  await author.call(quizzes, 'PublishQuiz', { name: quiz.name });
  const { attempt } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: quiz.name });
  await new Promise((resolve) => setTimeout(resolve, 1500)); // let the start reach the statistics
  const submit = (changes) => ada.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item: 'one', response: { kind: 'true_false', true_false: true }, ...changes });
  await refused(() => submit({ response: { kind: 'short_text', short_text: 'yes' } }), invalid);
  await refused(() => submit({ response: {} }), invalid);
  await refused(() => submit({ item: 'two' }), invalid);
  await submit({});
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await refused(() => submit({ response: { kind: 'true_false', true_false: false } }), precondition, (error) => assert.equal(error.rpc.ErrorInfo.reason, 'ITEM_SUBMITTED'));
});
