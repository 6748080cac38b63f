// The checker says what is wrong, and says nothing when nothing is.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compare } from './checker.mjs';

const time = { seconds: 1, nanos: 500000 };
const yes = { kind: 'true_false', true_false: true };
const world = () => ({
  answers: [
    { participant: 's/p1', user: 'ann', item: 'item-0', response: yes, acknowledged: { response_time: time } },
    { participant: 's/p1', user: 'ann', item: 'item-1', response: yes, acknowledged: undefined },
  ],
  reports: {
    s: {
      participants: [{ standing: { participant: 's/p1' }, user: 'tenants/acme/users/ann', results: [{ item: 'item-0', response: { ...yes }, response_time: time }, { item: 'item-1' }] }],
      items: [{ item: { id: 'item-0' }, answered_count: 1 }, { item: { id: 'item-1' }, answered_count: 0 }],
    },
  },
  totals: { ann: { answers: 1 } },
});
const verdict = (change) => {
  const it = world();
  change(it);
  return compare(it.answers, it.reports, it.totals).map((line) => line.split(':')[0]);
};
const own = (it) => it.reports.s.participants[0].results;

test('nothing is wrong', () => assert.deepEqual(verdict(() => {}), []));
test('an acknowledged answer is gone', () => assert.deepEqual(verdict((it) => {
  own(it)[0] = { item: 'item-0' };
  it.reports.s.items[0].answered_count = 0;
  it.totals.ann.answers = 0;
}), ['lost']));
test('its session is gone', () => assert.deepEqual(verdict((it) => {
  it.reports = {};
  it.totals.ann.answers = 0;
}), ['lost']));
test('it is another one', () => assert.deepEqual(verdict((it) => { own(it)[0].response.true_false = false; }), ['changed']));
test('it has another time', () => assert.deepEqual(verdict((it) => { own(it)[0].response_time = { seconds: 1, nanos: 501000 }; }), ['changed']));
test('it is there twice', () => assert.deepEqual(verdict((it) => own(it).push(own(it)[0])), ['doubled']));
test('its user is there twice', () => assert.deepEqual(verdict((it) => {
  it.reports.s.participants.push({ ...it.reports.s.participants[0], standing: { participant: 's/p2' }, results: [] });
}), ['doubled']));
test('nobody gave it', () => assert.deepEqual(verdict((it) => { it.answers.shift(); }), ['invented']));
test('it is counted wrongly', () => {
  assert.deepEqual(verdict((it) => { it.reports.s.items[0].answered_count = 2; }), ['doubled']);
  assert.deepEqual(verdict((it) => { it.reports.s.items[0].answered_count = 0; }), ['lost']);
});
test('progress has it twice, or not', () => {
  assert.deepEqual(verdict((it) => { it.totals.ann.answers = 2; }), ['doubled']);
  assert.deepEqual(verdict((it) => { it.totals.ann.answers = 0; }), ['lost']);
});
test('one without acknowledgement may be stored', () => assert.deepEqual(verdict((it) => {
  own(it)[1] = { item: 'item-1', response: yes, response_time: time };
  it.reports.s.items[1].answered_count = 1;
  it.totals.ann.answers = 2;
}), []));
