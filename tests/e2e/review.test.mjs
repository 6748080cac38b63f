// Spaced repetition by a client that knows nothing but the protos: cards, answers, the queue, undo, answers to a quiz as evidence,
// and kill -9 while learners review.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, until } from './support/cluster.mjs';

const service = 'progress.v1.ReviewService';
const cluster = new Cluster({ redis: false });
const parent = 'tenants/acme/users/ada';
let ada, eve, author, made = 0;

before(async () => {
  await cluster.start();
  ada = cluster.as('ada', ['learner']);
  eve = cluster.as('eve', ['learner']);
  author = cluster.as('writer', ['author']);
});
after(() => cluster.stop());

const now = () => ({ seconds: Math.floor(Date.now() / 1000) });
const line = (card, act) => ({ entry_id: `e2e-entry-${String(++made).padStart(8, '0')}`, card_id: card, time: now(), ...act });
const answered = (card, rating) => line(card, { answered: { rating, time_spent: { seconds: 5 } } });
const send = (entries) => ada.call(service, 'RecordReviews', { parent, entries });
const queue = () => ada.call(service, 'GetQueue', { preset: `${parent}/presets/default` });
const card = async (id) => (await ada.call(service, 'GetCard', { name: `${parent}/cards/${id}` })).card;

test('cards are added, and again without harm', async () => {
  const cards = Array.from({ length: 30 }, (_, i) => ({ name: `${parent}/cards/card-${i}`, position: i }));
  const first = await ada.call(service, 'PutCards', { parent, cards });
  assert.equal(first.cards[0].state, 'STATE_NEW');
  assert.deepEqual(await ada.call(service, 'PutCards', { parent, cards }), first);
  await assert.rejects(ada.call(service, 'PutCards', { parent, cards: [{ name: 'tenants/acme/users/eve/cards/x' }] }), { code: 5 });
  await assert.rejects(eve.call(service, 'GetCard', { name: `${parent}/cards/card-0` }), { code: 5 });
});

test('the queue shows the day\'s new cards with the four intervals', async () => {
  const today = await queue();
  assert.equal(today.new_count, 20);
  assert.deepEqual(today.cards.map((c) => c.card.name.split('/').pop()), Array.from({ length: 20 }, (_, i) => `card-${i}`));
  const previews = today.cards[0].previews;
  assert.deepEqual(previews.map((p) => p.rating), ['RATING_AGAIN', 'RATING_HARD', 'RATING_GOOD', 'RATING_EASY']);
  assert.equal(previews[2].state, 'STATE_LEARNING');
  assert.equal(previews[3].state, 'STATE_REVIEW');
  assert.ok(previews[3].interval_days >= 6 && previews[3].interval_days <= 10, JSON.stringify(previews[3]));
});

test('an answer does what the preview said; sent twice it counts once; undo takes it back', async () => {
  const preview = (await queue()).cards[0].previews[3];
  const answer = answered('card-0', 'RATING_EASY');
  const first = await send([answer]);
  assert.equal(first.accepted_count, 1);
  assert.equal(first.cards[0].interval_days, preview.interval_days);
  const again = await send([answer]);
  assert.equal(again.duplicate_count, 1);
  assert.deepEqual(again.cards, first.cards);
  assert.equal((await queue()).new_count, 19);
  await send([line('card-0', { undo_entry_id: answer.entry_id })]);
  assert.equal((await card('card-0')).state, 'STATE_NEW');
  assert.equal((await queue()).new_count, 20);
  const { entries } = await ada.call(service, 'ListReviews', { parent: `${parent}/cards/card-0` });
  assert.equal(entries.length, 2);
});

test('suspended, buried, forgotten, given a date', async () => {
  const names = async () => (await queue()).cards.map((c) => c.card.name.split('/').pop());
  await send([line('card-1', { suspend: {} }), line('card-2', { bury: {} })]);
  assert.ok(!(await names()).includes('card-1') && !(await names()).includes('card-2'));
  await send([line('card-1', { resume: {} }), line('card-2', { unbury: {} })]);
  assert.ok((await names()).includes('card-1') && (await names()).includes('card-2'));
  await send([answered('card-3', 'RATING_EASY')]);
  assert.equal((await card('card-3')).answers, 1);
  await send([line('card-3', { forget: {} })]);
  assert.equal((await card('card-3')).answers, 0);
  const date = new Date(Date.now() + 86400000 * 3).toISOString().slice(0, 10);
  await send([line('card-4', { set_due_date: date })]);
  assert.equal((await card('card-4')).due_date, date);
});

test('a preset is changed, with the limits named for what is wrong', async () => {
  const name = `${parent}/presets/default`;
  const { preset } = await ada.call('progress.v1.PresetService', 'UpdatePreset', { preset: { name, desired_retention: 0.8 }, update_mask: { paths: ['desired_retention'] } });
  assert.equal(preset.revision, 1);
  assert.equal(preset.parameters.length, 21);
  await assert.rejects(ada.call('progress.v1.PresetService', 'UpdatePreset', { preset: { name, desired_retention: 0.3, parameters: [1, 2] } }), (error) => {
    assert.deepEqual(error.rpc.BadRequest.field_violations.map((v) => v.field).sort(), ['preset.desired_retention', 'preset.parameters']);
    return true;
  });
  await assert.rejects(send([answered('nobody', 'RATING_GOOD')]), { code: 5 });
  await assert.rejects(send([{ ...answered('card-0', 'RATING_GOOD'), time: { seconds: 4e9 } }]), (error) => error.code === 3 && error.rpc.BadRequest.field_violations[0].field === 'entries[0].time');
});

test('an answer to a quiz is evidence for the card of its item, once', async () => {
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'evidence',
    quiz: { title: 'Evidence', language: 'en', items: ['one', 'two'].map((id) => ({ id, prompt: `Is ${id} a number?`, kind: 'true_false', true_false: { answer: true } })) },
  });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
  await ada.call(service, 'PutCards', { parent, cards: ['one', 'two'].map((id) => ({ name: `${parent}/cards/item-${id}`, quiz: quiz.name, item_id: id })) });
  const { attempt } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent, quiz: quiz.name });
  for (const id of ['one', 'two']) {
    const response = { name: attempt.name, item: id, response: { true_false: id === 'one' }, time_spent: { seconds: 10 } };
    await ada.call('quiz.v1.AttemptService', 'SubmitResponse', response);
    await ada.call('quiz.v1.AttemptService', 'SubmitResponse', response);
  }
  await until('the evidence', async () => (await card('item-one')).answers > 0 && (await card('item-two')).answers > 0);
  const rating = async (id) => {
    const { entries } = await ada.call(service, 'ListReviews', { parent: `${parent}/cards/item-${id}` });
    assert.equal(entries.length, 1);
    return entries[0].answered.rating;
  };
  assert.equal(await rating('one'), 'RATING_GOOD');
  assert.equal(await rating('two'), 'RATING_AGAIN');
});

test('lyceumctl review: the queue, an answer, undo, the optimizer', async () => {
  const ctl = (...args) => JSON.parse(cluster.ctl(['review', ...args, '--json'], { token: ada.token }));
  const before = ctl('queue');
  assert.ok(before.newCount > 0);
  const id = before.cards.find((queued) => queued.card.state === 'STATE_NEW').card.name.split('/').pop();
  assert.equal(ctl('preview', id).previews.length, 4);
  assert.equal(ctl('answer', id, 'easy').state, 'STATE_REVIEW');
  assert.equal(ctl('queue').newCount, before.newCount - 1);
  const { entries } = await ada.call(service, 'ListReviews', { parent: `${parent}/cards/${id}` });
  assert.equal(ctl('undo', id, entries.at(-1).entry_id).state, 'STATE_NEW');
  const result = ctl('optimize', '--evaluate');
  assert.equal(result.replaced, false);
  assert.ok(Number(result.answers) > 0);
});

test('kill -9 while reviews come in: each acknowledged line is there, each once, and a rebuild finds the same', async () => {
  let running = true;
  let kills = 0;
  const killer = (async () => {
    for (; running; ++kills) {
      await sleep(300);
      await cluster.kill('progress');
      await cluster.startService('progress');
    }
  })();
  const retry = async (call) => {
    for (const end = Date.now() + 60000; ; await sleep(30)) {
      try {
        return await call();
      } catch (error) {
        if (![14, 4, 1].includes(error.code) || Date.now() > end) throw error;
      }
    }
  };
  const sent = {};
  try {
    await Promise.all(Array.from({ length: 8 }, async (_, n) => {
      const id = `card-${n + 10}`;
      sent[id] = 0;
      for (let i = 0; i < 40; ++i) {
        const entries = [answered(id, ['RATING_AGAIN', 'RATING_HARD', 'RATING_GOOD', 'RATING_EASY'][i % 4])];
        await retry(() => send(entries));
        ++sent[id];
      }
    }));
  } finally {
    running = false;
    await killer;
  }
  assert.ok(kills >= 1, `${kills} kills`);
  const before = {};
  for (const [id, count] of Object.entries(sent)) {
    before[id] = await retry(() => card(id));
    assert.equal(before[id].answers, count);
  }
  await cluster.as('root', ['admin']).call(service, 'RebuildCards', { user: parent });
  for (const id of Object.keys(sent)) {
    const { recall: ignored, ...rebuilt } = await card(id);
    const { recall: alsoIgnored, ...kept } = before[id];
    assert.deepEqual(rebuilt, kept);
  }
});
