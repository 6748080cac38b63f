// What is left of a live session: played over the wire, exported by lyceumctl, checked without any service.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import protobuf from 'protobufjs';
import { Cluster, bin } from './support/cluster.mjs';
import { reflection } from './support/protos.mjs';

const cluster = new Cluster();
const service = 'quiz.v1.SessionService';
const players = ['Ann', '=cmd|calc', 'Béla, "the king"', 'עמר'];
let host, name, file;

before(async () => {
  await cluster.start();
  host = cluster.as('hana', ['teacher', 'author']);
  const items = [
    { id: 'wall', prompt: 'When was the wall built?', kind: 'single_choice', single_choice: { choices: [{ id: 'a', text: '1945' }, { id: 'b', text: '1961', correct: true }] } },
    { id: 'order', prompt: 'What came first?', kind: 'ordering', ordering: { entries: ['Truman Doctrine', 'Marshall Plan', 'NATO'] } },
  ];
  const { quiz } = await host.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', { parent: 'tenants/acme', quiz_id: 'walls', quiz: { title: 'Walls', language: 'en', topic_path: ['history'], items } });
  await host.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
  const { session } = await host.call(service, 'CreateSession', { parent: 'tenants/acme', quiz: quiz.name, settings: { time_limit: { seconds: 60 } } });
  name = session.name;
  await play();
  file = join(cluster.folder, 'monday.transcript');
});
after(() => cluster.stop());

async function play() {
  const people = await Promise.all(players.map(async (nickname, n) => {
    const self = cluster.as(`guest-${n}`, ['learner']);
    const { participant } = await self.call(service, 'JoinSession', { name, nickname });
    return { self, participant: participant.name };
  }));
  let seq = 1;
  const control = async (action) => {
    const { session } = await host.call(service, 'ControlSession', { name, expected_seq: seq, [action]: {}, action });
    seq = session.seq;
  };
  const answer = ({ self, participant }, item, response) => self.call(service, 'SubmitAnswer', { name: participant, item, response });
  await control('start');
  await Promise.all(people.map((person, n) => answer(person, 'wall', { kind: 'single_choice', single_choice: n === 2 ? 'a' : 'b' })));
  await control('reveal');
  await assert.rejects(host.call(service, 'ExportTranscript', { name }), (error) => error.rpc.ErrorInfo.reason === 'WRONG_PHASE');
  await control('next');
  await Promise.all(people.map((person, n) => answer(person, 'order', { kind: 'ordering', ordering: { entries: [['e1', 'e2', 'e3'], ['e3', 'e2', 'e1'], ['e2', 'e1', 'e3'], ['e1', 'e3', 'e2']][n] } })));
  await control('reveal');
  await control('end');
}

// lyceumctl without an address or a token of anything.
function alone(...args) {
  const run = spawnSync(join(bin, 'lyceumctl'), ['--quiz', '127.0.0.1:1', ...args], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

test('lyceumctl exports a transcript that is right, without any service to ask', async () => {
  cluster.ctl(['session', 'export', name, '--output', file], { token: host.token });
  const verdict = alone('session', 'verify', file);
  assert.equal(verdict.code, 0, verdict.out + verdict.err);
  assert.match(verdict.out, /^VALID {2}tenants\/acme\/sessions\//);
  const json = JSON.parse(alone('--json', 'session', 'verify', file).out);
  assert.deepEqual([json.valid, json.title, json.participants, json.answers], [true, 'Walls', players.length, 2 * players.length]);
});

test('it is the service\'s own, until it is another one', () => {
  assert.equal(cluster.ctl(['session', 'export', name], { token: host.token }).length > 0, true);
  assert.match(cluster.ctl(['session', 'verify', file, '--genuine'], { token: host.token }), /VALID/);
  // Made up as a whole: another seal, by somebody who has not the secret.
  const records = recordsOf(readFileSync(file));
  const Body = reflection.lookupType('lyceum.quiz.v1.TranscriptBody');
  const seal = Body.decode(records.at(-1).body);
  seal.seal.proof = Buffer.alloc(32, 7);
  const forged = join(cluster.folder, 'forged.transcript');
  writeFileSync(forged, fileOf([...records.slice(0, -1), { ...records.at(-1), body: Body.encode(seal).finish() }]));
  assert.equal(alone('session', 'verify', forged).code, 0);
  assert.throws(() => cluster.ctl(['session', 'verify', forged, '--genuine'], { token: host.token }), (error) => error.status === 1 && /another transcript/.test(error.stderr));
});

test('one changed byte is found, wherever it is', () => {
  const bytes = readFileSync(file);
  const changed = join(cluster.folder, 'changed.transcript');
  for (let n = 0; n < 12; ++n) {
    const copy = Buffer.from(bytes);
    copy[Math.floor((bytes.length - 1) * n / 11)] ^= 1;
    writeFileSync(changed, copy);
    const verdict = alone('session', 'verify', changed);
    assert.equal(verdict.code, 1, `byte ${n}: ${verdict.out}`);
    assert.match(verdict.out, /^NOT VALID, record \d+: /);
  }
  const json = JSON.parse(alone('--json', 'session', 'verify', changed).out);
  assert.equal(json.valid, false);
  assert.equal(json.flaw.record, recordsOf(bytes).length - 1);
});

const Record = reflection.lookupType('lyceum.quiz.v1.TranscriptRecord');
function recordsOf(bytes) {
  const reader = protobuf.Reader.create(bytes);
  const records = [];
  while (reader.pos < reader.len) records.push(Record.decodeDelimited(reader));
  return records;
}
// The records' bodies in a chain of their own: the format, written down a second time.
function fileOf(records) {
  let previous = Buffer.alloc(32);
  return Buffer.concat(records.map(({ body }, index) => {
    const hash = createHash('sha256').update(previous).update(body).digest();
    const bytes = Record.encodeDelimited({ ...(index > 0 && { index }), previous_hash: previous, body, hash }).finish();
    previous = hash;
    return bytes;
  }));
}

test('an answer that is changed with all its hashes is found by grading it again', () => {
  const Body = reflection.lookupType('lyceum.quiz.v1.TranscriptBody');
  const records = recordsOf(readFileSync(file));
  assert.ok(fileOf(records).equals(readFileSync(file)), 'the same chain as the service made');
  const at = records.findIndex(({ body }) => Body.decode(body).answer?.response.single_choice === 'a');
  const body = Body.decode(records[at].body);
  body.answer.response.single_choice = 'b';
  const helped = join(cluster.folder, 'helped.transcript');
  writeFileSync(helped, fileOf(records.map((record, i) => (i === at ? { body: Body.encode(body).finish() } : record))));
  const verdict = alone('session', 'verify', helped);
  assert.equal(verdict.code, 1);
  assert.match(verdict.out, new RegExp(`^NOT VALID, record ${at}: the answer of participant .* to item wall is worth 1000000 micro-points and not 0`));
});

test('wrong usage is exit code 2, a file that is not there 1', () => {
  assert.equal(alone('session', 'verify').code, 2);
  assert.equal(alone('session', 'verify', join(cluster.folder, 'none')).code, 1);
  assert.equal(alone('session', 'export', name).code, 3);
});

test('the report is a table for people and one for spreadsheets', async () => {
  const table = cluster.ctl(['session', 'report', name], { token: host.token });
  assert.match(table, /RANK +NICKNAME/);
  assert.match(table, /When was the wall built\?/);
  const csv = cluster.ctl(['session', 'report', name, '--csv'], { token: host.token });
  const lines = csv.split('\r\n');
  assert.equal(lines[0], 'rank,nickname,user,team,item,question,response,share,points,streak_bonus,seconds');
  assert.equal(lines.length, 1 + 2 * players.length + 1);
  assert.ok(csv.includes(',\'=cmd|calc,tenants/acme/users/guest-1,,1,When was the wall built?,1961,1,'), csv);
  assert.ok(csv.includes(',"Béla, ""the king""",tenants/acme/users/guest-2,,1,When was the wall built?,1945,0,0,0,'), csv);
  assert.ok(csv.includes(',עמר,'), csv);
  const { csv: none, report } = await host.call(service, 'GetReport', { name });
  assert.equal(none, '');
  assert.equal(report.participants.length, players.length);
});
