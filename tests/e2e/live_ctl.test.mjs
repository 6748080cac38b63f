// lyceumctl plays live sessions: as the host, as a participant in a terminal, and as a crowd of bots that notices whatever is
// lost when a replica is killed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, bin, freePort, until } from './support/cluster.mjs';
import { root } from './support/protos.mjs';

const items = 3;
const bots = 50;
const postgresFolder = mkdtempSync(join(tmpdir(), 'lyceum-ctl-'));
const postgresTool = join(root, 'tests', 'support', 'postgres');
let cluster, host, second, replicas;
const children = [];

// A second quiz server on the same database, where that is one for many processes.
async function startSecond(database) {
  const port = await freePort();
  const portFile = join(cluster.folder, 'quiz2.ports');
  second = spawn(join(bin, 'lyceum-quiz'), [
    '--listen', `127.0.0.1:${port}`, '--metrics-listen', '127.0.0.1:0', '--database', database, '--port-file', portFile,
    '--jwks', join(cluster.keys, 'jwks.json'), '--redis', `redis://127.0.0.1:${cluster.redisPort}`,
  ], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  await until('the second quiz server', () => existsSync(portFile));
  return `127.0.0.1:${port}`;
}

before(async () => {
  const started = spawnSync(postgresTool, ['start', postgresFolder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const database = started.status === 0 ? started.stdout.trim() : null;
  cluster = new Cluster(database ? { databases: { quiz: database } } : {});
  await cluster.start();
  replicas = [`127.0.0.1:${cluster.ports.quiz}`];
  if (database) replicas.push(await startSecond(database));
  host = cluster.as('hana', ['teacher', 'author']);
  const { quiz } = await host.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'live',
    quiz: { title: 'Numbers', language: 'en', topic_path: ['maths'], items: Array.from({ length: items }, (_, i) => ({ id: `item-${i}`, prompt: `Is ${i} even?`, kind: 'true_false', true_false: { answer: i % 2 === 0 } })) },
  });
  await host.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
});
after(async () => {
  second?.kill('SIGKILL');
  for (const child of children) child.kill('SIGKILL');
  await cluster.stop();
  if (existsSync(join(postgresFolder, 'pid'))) spawnSync(postgresTool, ['stop', postgresFolder]);
  rmSync(postgresFolder, { recursive: true, force: true });
});

// A program whose output is gathered; `ended` resolves to its exit code.
function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  children.push(child);
  const it = { child, out: '', err: '' };
  child.stdout.on('data', (data) => { it.out += data; });
  child.stderr.on('data', (data) => { it.err += data; });
  it.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  it.sees = (pattern, seconds = 60) => until(`${pattern} in:\n${it.out}\n${it.err}`, () => it.out.match(pattern), seconds);
  return it;
}

const ctl = (args, token) => run(join(bin, 'lyceumctl'), [
  '--quiz', replicas[0], ...(token ? ['--token', token] : []), ...args]);

// The same in a terminal of its own, 80 by 24.
const terminal = (line, token) => run('script', ['-qec', line, '/dev/null'], {
  env: { ...process.env, CTL: join(bin, 'lyceumctl'), LYCEUM_QUIZ: replicas[0], LYCEUM_TOKEN: token, XDG_STATE_HOME: join(cluster.folder, 'state'), TERM: 'xterm', SHELL: '/bin/sh' },
});

const lines = (text) => text.split('\n').filter((line) => line).map((line) => JSON.parse(line));

test('host --auto and bots: a replica is killed in the middle of a question, and nothing is lost', async () => {
  const hosting = ctl(['--json', 'session', 'host', 'live', '--auto', '0.5', '--participants', `${bots}`, '--replicas', replicas.join(',')], host.token);
  const [, pin] = await hosting.sees(/"pin": ?"(\d{8})"/);
  const crowd = ctl(['--json', '--tenant', 'acme', 'session', 'bots', pin, '--participants', `${bots}`, '--replicas', replicas.join(','), '--answer-within', '2s', '--key', join(cluster.keys, 'issuer.key')]);
  if (replicas.length > 1) {
    await hosting.sees(/"itemIndex": ?1,/);
    await sleep(500);
    second.kill('SIGKILL');
  }
  assert.equal(await hosting.ended, 0, hosting.err);
  assert.equal(await crowd.ended, 0, crowd.out + crowd.err);

  const events = lines(hosting.out).slice(1).filter((event) => Number(event.seq) > 0);
  assert.deepEqual(events.map((event) => Number(event.seq)), Array.from({ length: events.length }, (_, i) => i + 1));
  assert.ok(events.at(-1).ended);
  const [figures] = lines(crowd.out);
  assert.equal(figures.joined, bots);
  assert.equal(figures.questions, items);
  assert.equal(figures.answers_acknowledged, bots * items);
  for (const key of ['unfinished', 'lost_events', 'repeated_events', 'lost_answers', 'changed_answers', 'wrong_sums']) assert.equal(figures[key], 0, key);
  assert.deepEqual(figures.complaints, []);
  assert.ok(figures.frames_per_question <= 4);
  assert.ok(figures.acknowledgement_ms.count === bots * items && figures.acknowledgement_ms.max > 0);
  assert.equal(figures.fan_out_ms.count, items);
  if (replicas.length > 1) assert.ok(figures.streams_broken > 0 && figures.resume_ms.count > 0, crowd.out);
});

test('bots host a whole session by themselves', async () => {
  const crowd = ctl(['--json', '--tenant', 'acme', 'session', 'bots', '--host', 'live', '--participants', '20', '--answer-within', '0.3s', '--linger', '0.1s', '--key', join(cluster.keys, 'issuer.key')]);
  assert.equal(await crowd.ended, 0, crowd.out + crowd.err);
  assert.equal(lines(crowd.out)[0].answers_acknowledged, 20 * items);
});

test('bots that nobody can lead complain and exit 1', async () => {
  const crowd = ctl(['--json', '--tenant', 'acme', 'session', 'bots', '--session', 'sessions/00000000000000000000000000', '--participants', '2', '--at-most', '20s', '--key', join(cluster.keys, 'issuer.key')]);
  assert.equal(await crowd.ended, 1, crowd.out + crowd.err);
  assert.match(lines(crowd.out)[0].complaints.join('\n'), /2 participants could not join/);
});

test('a participant at a terminal sees the questions, the result and the podium', async () => {
  const hosting = ctl(['--json', 'session', 'host', 'live', '--auto', '0.3', '--participants', '1'], host.token);
  const [, pin] = await hosting.sees(/"pin": ?"(\d{8})"/);
  const ada = cluster.as('ada', ['learner']);
  const player = terminal(`exec "$CTL" session join ${pin}`, ada.token);
  await player.sees(/Nickname: /);
  player.child.stdin.write('Ada\n');
  for (let i = 0; i < items; ++i) {
    await player.sees(new RegExp(`Question ${i + 1} of ${items}[^]*Is ${i} even\\?[^]* > `));
    player.child.stdin.write(i === 0 ? 'maybe\nt\n' : 't\n');
  }
  assert.equal(await player.ended, 0, player.out);
  assert.match(player.out, /the answer is t \(true\) or f \(false\)/);
  assert.match(player.out, /Answered after/);
  assert.match(player.out, /right\S* \(1 of 1\)/);
  assert.match(player.out, /\+0 points/);
  assert.match(player.out, /Podium\S*\s+1\. Ada/);
  assert.match(player.out, /You have rank 1 of 1 with [1-9]\d* points/);
  assert.equal(await hosting.ended, 0, hosting.err);
});

test('join does the work, and asks for the code and the team, or takes them as options', async () => {
  const service = 'quiz.v1.SessionService';
  const { session } = await host.call(service, 'CreateSession', {
    parent: 'tenants/acme', quiz: 'tenants/acme/quizzes/live',
    settings: { time_limit: { seconds: 5 }, teams: { names: ['Red', 'Blue'], mode: 'MODE_SUM' }, join_code: true, proof_of_work_bits: 10 },
  });
  const state = async () => (await host.call(service, 'GetSessionState', { name: session.name })).state;
  const ada = terminal(`exec "$CTL" session join ${session.pin} --nickname Ada`, cluster.as('ada-2', ['learner']).token);
  await ada.sees(/The code on the host's screen: /);
  ada.child.stdin.write('none\n');
  await ada.sees(/The code on the host's screen: [^]*The code on the host's screen: /);
  ada.child.stdin.write(`${(await state()).join_code}\n`);
  await ada.sees(/Red[^]*Blue[^]*Team: /);
  ada.child.stdin.write('Blue\n');
  await ada.sees(/You are in/);
  const bob = ctl(['session', 'join', session.pin, '--nickname', 'Bob', '--team', 'Red', '--join-code', (await state()).join_code], cluster.as('bob-2', ['learner']).token);
  await bob.sees(/You are in/);
  const cat = ctl(['session', 'join', session.pin, '--nickname', 'Cat', '--team', 'Red', '--new'], cluster.as('cat-2', ['learner']).token);
  assert.equal(await cat.ended, 1, cat.out);
  assert.match(cat.err, /JOIN_CODE_REQUIRED/);
  await host.call(service, 'ControlSession', { name: session.name, expected_seq: (await state()).session.seq, end: {} });
  assert.equal(await ada.ended, 0, ada.out);
  assert.equal(await bob.ended, 0, bob.out + bob.err);
  const { report } = await host.call(service, 'GetReport', { name: session.name });
  assert.deepEqual(Object.fromEntries(report.participants.map(({ standing }) => [standing.nickname, standing.team])), { Ada: 'Blue', Bob: 'Red' });
});

test('who was interrupted comes back with all points, as another guest too', async () => {
  const hosting = ctl(['--json', 'session', 'host', 'live', '--auto', '0.2', '--participants', '1', '--time-limit', '3s'], host.token);
  const [, pin] = await hosting.sees(/"pin": ?"(\d{8})"/);
  const first = terminal(`exec "$CTL" session join ${pin} --nickname Bo`, cluster.as('guest-a', ['learner']).token);
  await first.sees(/ > /);
  first.child.stdin.write('t\n');
  await first.sees(/You have rank 1 of 1/);
  await first.sees(/Question 2 of/);
  first.child.stdin.write('\x03');
  assert.equal(await first.ended, 130);
  assert.match(first.out, /To come back with your points/);
  const again = terminal(`exec "$CTL" session join ${pin}`, cluster.as('guest-b', ['learner']).token);
  await again.sees(/Welcome back, Bo: [1-9]\d* points/);
  assert.equal(await again.ended, 0, again.out);
  assert.match(again.out, /Podium\S*\s+1\. Bo/);
  assert.equal(await hosting.ended, 0, hosting.err);
});

test('the host\'s screen shows lobby, question and reveal; Ctrl-C gives the terminal back', async () => {
  const hosting = terminal('trap : INT; "$CTL" session host live; echo "exit code $?"; stty -a', host.token);
  const [, first, last] = await hosting.sees(/PIN [^]*?(\d{4}) (\d{4})/);
  assert.match(hosting.out, /\x1b\[\?1049h/);
  const ada = cluster.as('eve', ['learner']);
  const player = terminal(`exec "$CTL" session join ${first}${last} --nickname Eve`, ada.token);
  await hosting.sees(/1\. Eve/);
  hosting.child.stdin.write('\r');
  await hosting.sees(/Is 0 even\?/);
  await player.sees(/ > /);
  player.child.stdin.write('t\n');
  await hosting.sees(/1 of 1/);
  hosting.child.stdin.write('p');
  await hosting.sees(/\(paused\)/);
  const paused = hosting.out.length;
  hosting.child.stdin.write('p');
  await until('the clock to run again', () => hosting.out.slice(paused).includes('p pause'));
  hosting.child.stdin.write('\r');
  await hosting.sees(/✓ true/);
  hosting.child.stdin.write('k1\r');
  assert.equal(await player.ended, 3, player.out);
  assert.match(player.out, /the host has removed you/);
  hosting.child.stdin.write('\x03');
  await hosting.ended;
  assert.match(hosting.out, /\x1b\[\?1049l/);
  assert.match(hosting.out, /To host it again: lyceumctl session host sessions\//);
  assert.match(hosting.out, /exit code 130/);
  assert.match(hosting.out, / icanon /);
  assert.match(hosting.out, / echo /);
});

test('a crash gives the terminal back, too', async () => {
  const hosting = terminal(`ulimit -c 0; sh -c '(sleep 2; kill -SEGV $$) & exec "$CTL" session host live'; echo "exit code $?"; stty -a`, host.token);
  await hosting.ended;
  assert.match(hosting.out, /\x1b\[\?1049h[^]*\x1b\[\?1049l/);
  assert.match(hosting.out, /exit code 139/);
  assert.match(hosting.out, / icanon [^]* echo /);
});
