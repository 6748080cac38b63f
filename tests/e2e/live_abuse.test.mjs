// People and programs who misuse live sessions, against real processes: nobody gets in, answers or hosts who should not, and
// whoever should is not in their way.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { Cluster } from './support/cluster.mjs';
import { detailsOf, lyceum } from './support/protos.mjs';

// The test is the edge proxy, so it can be at any address.
const cluster = new Cluster({ flags: { quiz: ['--trusted-proxies', '127.0.0.1'] } });
const service = 'quiz.v1.SessionService';
const [invalid, notFound, exists, denied, exhausted, precondition, aborted, unauthenticated] = [3, 5, 6, 7, 8, 9, 10, 16];
const yes = { kind: 'true_false', true_false: true };
const no = { kind: 'true_false', true_false: false };
let key, kid, host, cora, quiz, people = 0;

// A signed-in user; signed here, for two thousand calls of lyceumctl take minutes.
function user(name, roles = ['learner'], tenant = 'acme') {
  const text = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const body = `${text({ alg: 'EdDSA', typ: 'JWT', kid })}.${text({ iss: 'lyceum-local', aud: 'lyceum', sub: name, tenant, roles, iat: now, nbf: now, exp: now + 3600 })}`;
  const token = `${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`;
  return { name, token, call: (rpc, request, options) => cluster.call(service, rpc, request, { token, ...options }) };
}
const somebody = () => user(`guest-${++people}`);

before(async () => {
  await cluster.start();
  key = createPrivateKey(readFileSync(join(cluster.keys, 'issuer.key')));
  kid = JSON.parse(readFileSync(join(cluster.keys, 'jwks.json'), 'utf8')).keys[0].kid;
  host = user('hana', ['teacher', 'author']);
  cora = user('cora', ['teacher']);
  ({ quiz } = await cluster.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'abuse',
    quiz: { title: 'Abuse', language: 'en', items: [1, 2, 3].map((i) => ({ id: `item-${i}`, prompt: `Is ${i} odd?`, kind: 'true_false', true_false: { answer: i % 2 === 1 } })) },
  }, { token: host.token }));
  await cluster.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name }, { token: host.token });
});
after(() => cluster.stop());

async function refused(call, code, reason) {
  await assert.rejects(call, (error) => {
    if (typeof error.code !== 'number') throw error;
    assert.equal(error.code, code, error.message);
    if (reason) assert.equal(error.rpc.ErrorInfo?.reason, reason, error.message);
    return true;
  });
}
const begin = async (settings = {}) => (await host.call('CreateSession', { parent: 'tenants/acme', quiz: quiz.name, settings: { time_limit: { seconds: 300 }, ...settings } })).session;
const look = async (name, who = host, rest = {}) => (await who.call('GetSessionState', { name, ...rest })).state;
async function control(name, action, what = {}, who = host) {
  const { session } = await look(name);
  return (await who.call('ControlSession', { name, expected_seq: session.seq, [action]: what, action })).session;
}
const enter = async (name, who, rest = {}) => (await who.call('JoinSession', { name, nickname: who.name, ...rest })).participant.name;
const resolve = (pin, who, address) => who.call('ResolvePin', { parent: 'tenants/acme', pin }, { metadata: address ? { 'x-forwarded-for': address } : {} });
const wrongPin = (pin) => (pin === '10000000' ? '10000001' : '10000000');
const answer = (who, participant, item, response) => who.call('SubmitAnswer', { name: participant, item, response });

// Opens a stream: its events, and how it ends.
function watch(who, name, rest = {}) {
  const headers = new grpc.Metadata();
  headers.set('authorization', `Bearer ${who.token}`);
  const stream = cluster.stub(service, 'quiz').WatchSession({ name, ...rest }, headers);
  const events = [];
  let opened;
  const open = new Promise((done) => { opened = done; });
  const ended = new Promise((done) => {
    stream.on('data', ({ event }) => {
      events.push(event);
      opened();
    });
    stream.on('error', (error) => done({ code: error.code, reason: detailsOf(error).ErrorInfo?.reason }));
    stream.on('end', () => done({ code: 0 }));
  });
  return { events, open, ended, cancel: () => stream.cancel() };
}

function work(challenge, bits) {
  for (let n = 0; ; ++n) {
    const proof = Buffer.from(`${n}`);
    const hash = createHash('sha256').update(challenge).update(proof).digest();
    if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return proof;
  }
}

test('wrong, malformed, foreign and used-up PINs lead nowhere', async () => {
  const { pin, name } = await begin();
  assert.equal((await resolve(pin, somebody())).session, name);
  for (const malformed of ['', '1234567', '123456789', 'abcdefgh', '-1234567', '１２３４５６７８']) await refused(resolve(malformed, somebody()), invalid);
  await refused(resolve(wrongPin(pin), somebody()), notFound);
  const stranger = user('mallory', ['learner'], 'umbra');
  await refused(stranger.call('ResolvePin', { parent: 'tenants/umbra', pin }), notFound);
  await refused(resolve(pin, stranger), notFound);
  await control(name, 'end');
  await refused(resolve(pin, somebody()), notFound, 'NOT_FOUND');
});

test('guessing PINs ends after a few, for a user and for an address, and in nobody else\'s way', async () => {
  const { pin } = await begin();
  const guess = async (who, address) => {
    try {
      await resolve(wrongPin(pin), who, address);
    } catch (error) {
      return error;
    }
    throw new Error('guessed');
  };
  const mallory = somebody();
  const errors = [];
  for (let i = 0; i < 30; ++i) errors.push(await guess(mallory, `203.0.113.${i}`));
  assert.ok(errors.filter((error) => error.code === notFound).length <= 13);
  const last = errors.at(-1);
  assert.equal(last.code, exhausted);
  assert.ok(last.rpc.RetryInfo.retry_delay);
  assert.match(last.message, /kMaxPinMisses/);
  await refused(resolve(pin, mallory), exhausted); // even if it is right

  const botnet = await Promise.all(Array.from({ length: 120 }, () => guess(somebody(), '203.0.113.200')));
  // All at once: those under way before the limit was reached are let through, once.
  const looked = botnet.filter((error) => error.code === notFound).length;
  assert.ok(looked >= 41 && looked <= 41 + 64, `${looked} were looked up`);
  await refused(resolve(pin, somebody(), '203.0.113.200'), exhausted);
  assert.ok((await resolve(pin, somebody(), '203.0.113.201')).session);
});

test('a class of 40 behind one address, each of whom mistypes once, is in', async () => {
  const { pin, name } = await begin();
  const pupils = Array.from({ length: 40 }, somebody);
  await Promise.all(pupils.map(async (pupil) => {
    await refused(resolve(wrongPin(pin), pupil, '192.0.2.40'), notFound);
    const { session } = await resolve(pin, pupil, '192.0.2.40');
    await enter(session, pupil);
  }));
  const stream = watch(host, name);
  await stream.open;
  assert.equal((await look(name)).session.participant_count, 40);
  stream.cancel();
});

test('a roster lets its users in, and nobody else', async () => {
  const [listed, other] = [somebody(), somebody()];
  const { name } = await begin({ admission: 'ADMISSION_ROSTER', roster: [{ user: `tenants/acme/users/${listed.name}`, display_name: 'Listed' }] });
  await enter(name, listed);
  await refused(enter(name, other), denied, 'NOT_ON_ROSTER');
  await refused(look(name, other, { spectate: true }), denied, 'NOT_ON_ROSTER');
  assert.equal((await look(name, listed, { spectate: true })).session.settings.roster.length, 0);
});

test('nicknames that are taken, invisible, too long or turn the line', async () => {
  const { name } = await begin();
  await enter(name, somebody(), { nickname: 'Ivan' });
  for (const taken of ['Ivan', 'ivan', 'lvan', 'Ｉｖａｎ', 'Ιvan']) await refused(enter(name, somebody(), { nickname: taken }), exists, 'NICKNAME_TAKEN');
  const bad = ['', ' ', ' Ann', 'Ann ', '\u200b', 'A\u200dn', 'An\u00adn', '\u3164', '\u2800', 'An\tn', 'x'.repeat(21), `a${'\u0301'.repeat(100)}`, 'x'.repeat(100000)];
  for (const nickname of [...bad, ...['\u202e', '\u2066', '\u200f', '\u061c'].map((turn) => `Ann${turn}nnA`)]) await refused(enter(name, somebody(), { nickname }), invalid);
  await enter(name, somebody(), { nickname: 'Ann' });
  assert.equal((await host.call('GetReport', { name })).report.participants.length, 2);
});

test('answers that are early, late, twice, to another item or another\'s', async () => {
  const { name } = await begin();
  const [ann, bob, eve] = [somebody(), somebody(), user('tom', ['teacher'])];
  const [a, b] = [await enter(name, ann), await enter(name, bob)];
  await refused(answer(ann, a, 'item-1', yes), precondition, 'ITEM_NOT_OPEN');
  await control(name, 'start');
  await refused(answer(ann, a, 'item-2', yes), precondition, 'ITEM_NOT_OPEN');
  await refused(answer(ann, a, 'item-9', yes), invalid);
  await refused(answer(ann, a, 'item-1', { kind: 'short_text', short_text: 'yes' }), invalid);
  await refused(answer(ann, b, 'item-1', no), notFound); // bob's
  await refused(answer(eve, b, 'item-1', no), notFound);
  await refused(answer(host, b, 'item-1', no), notFound);
  await answer(ann, a, 'item-1', yes);
  await answer(ann, a, 'item-1', yes);
  await refused(answer(ann, a, 'item-1', no), precondition, 'ALREADY_ANSWERED');
  const races = await Promise.allSettled([yes, no, yes, no, no, yes].map((response) => answer(bob, b, 'item-1', response)));
  assert.ok(races.some((race) => race.status === 'fulfilled') && races.some((race) => race.reason?.rpc?.ErrorInfo?.reason === 'ALREADY_ANSWERED'));
  await control(name, 'pause');
  await refused(answer(bob, b, 'item-1', yes).then(() => answer(bob, b, 'item-1', no)), precondition);
  await control(name, 'resume');
  await control(name, 'reveal');
  const cy = somebody();
  const c = await enter(name, cy);
  await refused(answer(cy, c, 'item-1', yes), precondition, 'ITEM_CLOSED');
  await control(name, 'end');
  await refused(answer(cy, c, 'item-2', no), precondition);
  const { report } = await host.call('GetReport', { name });
  assert.deepEqual(report.items.map((item) => item.answered_count), [2]);
  assert.equal(report.participants.find((p) => p.standing.participant === c).standing.points, 0);
});

test('what hosts do is for hosts', async () => {
  const { name } = await begin();
  const [ann, teacher, stranger] = [somebody(), user('tom', ['teacher']), user('hana', ['teacher', 'admin'], 'umbra')];
  const mine = await enter(name, ann);
  await enter(name, teacher);
  const { session } = await look(name);
  const actions = { lock: { locked: true }, start: {}, kick: { participant: mine }, ban: { participant: mine }, unban: { participant: mine }, rename: { participant: mine, nickname: 'Mud' }, set_co_hosts: { co_hosts: [`tenants/acme/users/${ann.name}`] }, end: {} };
  for (const [action, what] of Object.entries(actions)) {
    const request = { name, expected_seq: session.seq, [action]: what, action };
    await refused(ann.call('ControlSession', request), denied, 'ROLE_MISSING');
    await refused(teacher.call('ControlSession', request), notFound, 'NOT_FOUND');
    await refused(stranger.call('ControlSession', request), notFound, 'NOT_FOUND');
  }
  await refused(ann.call('GetReport', { name }), denied, 'ROLE_MISSING');
  for (const who of [teacher, stranger]) await refused(who.call('GetReport', { name }), notFound);
  for (const who of [ann, teacher, stranger]) {
    await refused(look(name, who), notFound);
    assert.equal((await watch(who, name).ended).code, notFound);
  }
  await refused(look(name, stranger, { spectate: true }), notFound);
  assert.equal((await look(name)).session.seq, session.seq, 'nothing happened');
});

test('stolen and replayed tokens', async () => {
  const [{ name }, other] = [await begin(), await begin()];
  const [ann, thief, phone] = [somebody(), somebody(), somebody()];
  const joined = await ann.call('JoinSession', { name, nickname: 'Ann' });
  const again = (who, resume_token, session = name) => who.call('JoinSession', { name: session, resume_token });
  // Of another session, changed, cut, and grafted onto another participant.
  const prey = await somebody().call('JoinSession', { name, nickname: 'Prey' });
  const [, proof] = joined.resume_token.split('.');
  const forged = [`${prey.participant.name.split('/').at(-1)}.${proof}`, joined.resume_token.slice(0, -1), `${joined.resume_token}A`, `.${proof}`, proof, 'x'.repeat(10000)];
  for (const token of forged) await refused(again(thief, token), denied, 'BAD_RESUME_TOKEN');
  await refused(again(thief, joined.resume_token, other.name), denied, 'BAD_RESUME_TOKEN');
  // A JWT of somebody else's claims, or none.
  const [head, , signature] = ann.token.split('.');
  const claims = JSON.parse(Buffer.from(ann.token.split('.')[1], 'base64url'));
  const asHost = Buffer.from(JSON.stringify({ ...claims, sub: 'hana', roles: ['teacher'] })).toString('base64url');
  for (const token of [`${head}.${asHost}.${signature}`, host.token.slice(0, -8), '', 'x']) {
    await refused(cluster.call(service, 'ControlSession', { name, expected_seq: 1, start: {}, action: 'start' }, { token }), unauthenticated);
  }
  // The right one moves the participant; the stream it was watched by ends, and its user has it no more.
  const own = { participant: joined.participant.name };
  const stream = watch(ann, name, own);
  await stream.open;
  await again(phone, joined.resume_token);
  assert.deepEqual(await stream.ended, { code: denied, reason: 'MOVED' });
  await control(name, 'start');
  await refused(answer(ann, own.participant, 'item-1', yes), notFound);
  await answer(phone, own.participant, 'item-1', yes);
  // Replayed after a ban, by anybody.
  const phones = watch(phone, name, own);
  await phones.open;
  await control(name, 'ban', own);
  assert.deepEqual(await phones.ended, { code: denied, reason: 'REMOVED' });
  assert.equal(phones.events.at(-1).event, 'removed');
  for (const who of [phone, ann, thief]) await refused(again(who, joined.resume_token), denied, 'BANNED');
  await refused(enter(name, phone), denied, 'BANNED');
  await refused(look(name, phone, { spectate: true }), denied, 'BANNED');
  await control(name, 'unban', own);
  await enter(name, phone, { nickname: 'Ann' });
  // The host's own request, sent by another, is another's.
  const { session } = await look(name);
  const request = { name, expected_seq: session.seq, reveal: {}, action: 'reveal', request_id: 'the-hosts' };
  await host.call('ControlSession', request);
  await refused(user('tom', ['teacher']).call('ControlSession', request), notFound);
  await refused(ann.call('ControlSession', request), denied, 'ROLE_MISSING');
});

test('of two hosts who press at once, one wins', async () => {
  const { name } = await begin({ co_hosts: ['tenants/acme/users/cora'] });
  await control(name, 'start');
  for (const action of ['pause', 'resume', 'reveal', 'next', 'skip', 'next', 'reveal']) {
    const { session } = await look(name);
    const presses = [host, cora, host, cora].map((who) => who.call('ControlSession', { name, expected_seq: session.seq, [action]: {}, action }));
    const outcomes = await Promise.allSettled(presses);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1, action);
    for (const { reason } of outcomes.filter((outcome) => outcome.status === 'rejected')) {
      assert.equal(reason.code, aborted, reason.message);
      assert.equal(reason.rpc.ErrorInfo.reason, 'SEQ_MISMATCH');
    }
  }
  await refused(control(name, 'set_co_hosts', { co_hosts: [] }, cora), denied, 'HOST_ONLY');
  const stream = watch(cora, name);
  await stream.open;
  await control(name, 'set_co_hosts', { co_hosts: [] });
  assert.deepEqual(await stream.ended, { code: denied, reason: 'CO_HOST_REMOVED' });
  await refused(control(name, 'end', {}, cora), notFound);
});

test('a session that has ended takes nobody', async () => {
  for (const settings of [{}, { join_code: true, proof_of_work_bits: 8 }]) {
    const { name } = await begin(settings);
    await control(name, 'end');
    await refused(enter(name, somebody()), precondition, 'SESSION_ENDED');
    await refused(control(name, 'start'), precondition, 'WRONG_PHASE');
  }
});

test('spectators see the screen and nothing of anybody\'s own', async () => {
  const { name } = await begin();
  const ann = somebody();
  const mine = await enter(name, ann);
  const stream = watch(somebody(), name, { spectate: true });
  await stream.open;
  await control(name, 'start');
  await answer(ann, mine, 'item-1', yes);
  await control(name, 'reveal');
  await control(name, 'end');
  assert.equal((await stream.ended).code, 0);
  assert.deepEqual(stream.events.map((event) => event.event), ['created', 'item_opened', 'item_closed', 'item_revealed', 'ended']);
  const revealed = stream.events[3].item_revealed;
  assert.equal(revealed.own, null);
  assert.equal(revealed.standings.own, null);
  assert.deepEqual(revealed.responses, []);
  assert.ok(!JSON.stringify(stream.events.slice(0, 3)).includes('correct'));
  const closed = await begin({ refuse_spectators: true });
  await refused(look(closed.name, ann, { spectate: true }), denied, 'SPECTATORS_REFUSED');
});

test('whoever works gets in, once for each user', async () => {
  const { name, pin } = await begin({ proof_of_work_bits: 12 });
  const [ann, bob] = [somebody(), somebody()];
  const { challenge, proof_of_work_bits: bits } = await resolve(pin, ann);
  const proof_of_work = work(challenge, bits);
  await enter(name, ann, { proof_of_work });
  // Without ResolvePin the error tells what to work for; another's proof does not help.
  let told;
  await assert.rejects(enter(name, bob), (error) => {
    told = Object.fromEntries(Object.entries(error.rpc.ErrorInfo.metadata));
    return error.code === precondition && error.rpc.ErrorInfo.reason === 'PROOF_REQUIRED';
  });
  assert.equal(told.proof_of_work_bits, '12');
  assert.notEqual(told.challenge, challenge);
  await enter(name, bob, { proof_of_work: work(told.challenge, 12) });
  await refused(enter(name, somebody(), { proof_of_work: Buffer.alloc(33) }), invalid);
  await refused(begin({ proof_of_work_bits: 25 }), invalid);
});

test('two thousand bots meet a join code; the host and an honest learner do not notice', async () => {
  const { name } = await begin({ join_code: true });
  const stubs = Array.from({ length: 5 }, () => new lyceum.quiz.v1.SessionService(`127.0.0.1:${cluster.ports.quiz}`, grpc.credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 }));
  const send = (stub, who, rpc, request) => new Promise((done, fail) => {
    const headers = new grpc.Metadata();
    headers.set('authorization', `Bearer ${who.token}`);
    stub[rpc](request, headers, { deadline: Date.now() + 60000 }, (error, response) => (error ? fail(error) : done(response)));
  });
  const bots = Array.from({ length: 2000 }, (_, n) => user(`bot-${n}`));
  let done = false;
  const flood = Promise.all(bots.map((bot, n) => {
    const join_code = n % 2 === 0 ? `${Math.floor(Math.random() * 10000)}`.padStart(4, '0') : '';
    return send(stubs[n % 4], bot, 'JoinSession', { name, nickname: `Bot ${n}`, join_code }).then(() => 'in', (error) => error.code);
  })).finally(() => { done = true; });
  // The host's screen goes on, on a connection of its own.
  let glances = 0;
  let code;
  while (!done || glances === 0) {
    const { state } = await send(stubs[4], host, 'GetSessionState', { name });
    assert.match(state.join_code, /^\d{4}$/);
    code = state.join_code;
    glances += 1;
    await sleep(20);
  }
  const ends = await flood;
  // 3 of 10,000 codes are taken at a time: 0.3 bots are lucky in the mean.
  const lucky = ends.filter((end) => end === 'in').length;
  assert.ok(lucky <= 8, `${lucky} bots came in`);
  assert.ok(ends.every((end) => end === 'in' || [denied, precondition, exhausted].includes(end)), `${new Set(ends)}`);
  await refused(enter(name, somebody(), { join_code: '' }), precondition, 'JOIN_CODE_REQUIRED');
  await enter(name, somebody(), { join_code: code });
  await control(name, 'start');
  // One that goes on guessing is soon not even looked at.
  const bot = somebody();
  const guesses = [];
  for (let n = 0; n < 50; ++n) guesses.push(await enter(name, bot, { nickname: 'Bot', join_code: `x${n}` }).catch((error) => error.code));
  assert.ok(guesses.filter((end) => end === denied).length <= 8 && guesses.at(-1) === exhausted, `${guesses}`);
  for (const stub of stubs) stub.close();
});
