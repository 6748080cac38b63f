// The ground gives way under a service: a full disk, a database that another process holds, a database that is gone.
// Calls get a canonical error at once, reads go on where they can, nothing is half written, and nobody has to restart.
import assert from 'node:assert/strict';
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bin, Cluster, until } from './support/cluster.mjs';
import { root } from './support/protos.mjs';

const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

const draft = (title, text) => ({ title, language: 'en', sections: [{ heading: 'One', body: 'rich_text', rich_text: { markdown: text } }] });

async function withCluster(options, story) {
  const cluster = new Cluster({ redis: false, ...options });
  try {
    await cluster.start();
    await story(cluster);
  } finally {
    await cluster.stop();
  }
}

const outcome = (call) => call.then(() => null, (error) => {
  if (typeof error.code !== 'number') throw error;
  return error;
});

function assertAway(error, what) {
  assert.equal(error?.code, UNAVAILABLE, `${what}: ${error?.message}`);
  assert.equal(error.rpc.ErrorInfo.reason, 'DEPENDENCY_UNAVAILABLE');
  assert.ok(error.rpc.RetryInfo, 'says when to come back');
}

test('the disk is full: writes are refused and change nothing, reads go on, and with room writes go on', () => withCluster({}, async (cluster) => {
  const author = cluster.as('writer', ['author']);
  const create = (id) => author.call('content.v1.ExplanationService', 'CreateExplanation', {
    parent: 'tenants/acme', explanation_id: id, explanation: draft(id, `Canals and treaties. `.repeat(500)), request_id: id,
  });
  const list = async () => (await author.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme', view: 'VIEW_DRAFTS', page_size: 1000 })).explanations.map((e) => e.name).sort();
  const { explanation: first } = await create('first');

  const service = cluster.processes.content.pid;
  const size = (file) => statSync(join(cluster.folder, file), { throwIfNoEntry: false })?.size ?? 0;
  const limit = Math.max(size('content.db'), size('content.db-wal')) + 300000;
  execFileSync('prlimit', ['--pid', `${service}`, `--fsize=${limit}:unlimited`]);

  const stored = [first.name];
  let refused = null;
  let lost = '';
  for (let i = 0; i < 300 && !refused; ++i) {
    lost = `text-${i}`;
    refused = await outcome(create(lost).then(({ explanation }) => stored.push(explanation.name)));
  }
  assert.equal(refused?.code, RESOURCE_EXHAUSTED, refused?.message);
  assert.equal(refused.rpc.ErrorInfo.reason, 'STORAGE_FULL');
  assert.ok(stored.length > 1);
  assert.deepEqual(await list(), stored.slice().sort(), 'what was acknowledged is there, and nothing else');
  for (const id of [lost, 'another']) assert.equal((await outcome(create(id)))?.code, RESOURCE_EXHAUSTED);
  const get = (name) => author.call('content.v1.ExplanationService', 'GetExplanation', { name, view: 'VIEW_DRAFT' });
  assert.equal((await get(first.name)).explanation.title, 'first');
  assert.equal((await outcome(get(`tenants/acme/explanations/${lost}`)))?.code, 5);

  execFileSync('prlimit', ['--pid', `${service}`, '--fsize=unlimited:unlimited']);
  stored.push((await create(lost)).explanation.name, (await create('another')).explanation.name);
  assert.deepEqual(await list(), stored.slice().sort());
  assert.equal(cluster.processes.content.pid, service);
  assert.equal(cluster.processes.content.exitCode, null);
}));

test('a second process on the same SQLite file is refused, and the first goes on', () => withCluster({}, async (cluster) => {
  const author = cluster.as('writer', ['author']);
  const second = spawnSync(join(bin, 'lyceum-content'), ['--listen', '127.0.0.1:0', '--metrics-listen', '', '--database', cluster.databaseUrl('content'), '--jwks', join(cluster.keys, 'jwks.json')], { encoding: 'utf8', timeout: 60000, env: { PATH: process.env.PATH } });
  assert.equal(second.status, 1, second.stderr);
  assert.match(second.stderr, /open in another process/);
  const { explanation } = await author.call('content.v1.ExplanationService', 'CreateExplanation', { parent: 'tenants/acme', explanation: draft('Still here', 'Text.') });
  assert.equal(explanation.title, 'Still here');
}));

test('another program holds the SQLite file: writes say UNAVAILABLE, reads go on, and writes go on when it lets go', () => withCluster({}, async (cluster) => {
  const author = cluster.as('writer', ['author']);
  const create = (id) => author.call('content.v1.ExplanationService', 'CreateExplanation', { parent: 'tenants/acme', explanation_id: id, explanation: draft(id, 'Text.') });
  const { explanation } = await create('before');
  const holder = spawn('sqlite3', [join(cluster.folder, 'content.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    holder.stdin.write("BEGIN EXCLUSIVE;\nSELECT 'held';\n");
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    assertAway(await outcome(create('during')), 'a write');
    const { explanation: read } = await author.call('content.v1.ExplanationService', 'GetExplanation', { name: explanation.name, view: 'VIEW_DRAFT' });
    assert.equal(read.title, 'before');
  } finally {
    holder.kill('SIGKILL');
    await new Promise((resolve) => holder.once('exit', resolve));
  }
  assert.equal((await create('during')).explanation.title, 'during');
}));

test('PostgreSQL is gone under load: UNAVAILABLE at once, hot quizzes are served, and it goes on without a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-postgres-'));
  const postgres = (command, ...more) => execFileSync(join(root, 'tests', 'support', 'postgres'), [command, folder, ...more], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const url = postgres('start');
  let up = true;
  try {
    await withCluster({ databases: { quiz: url } }, async (cluster) => {
      const author = cluster.as('writer', ['author', 'admin']);
      const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
        parent: 'tenants/acme', quiz_id: 'hot', quiz: { title: 'Hot', language: 'en', topic_path: ['history'], items: [{ id: 'one', prompt: 'Is 2 even?', kind: 'true_false', true_false: { answer: true } }] },
      });
      await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
      const learners = Array.from({ length: 4 }, (_, n) => cluster.as(`learner-${n}`, ['learner']));
      const attempts = await Promise.all(learners.map(async (self) => (await self.call('quiz.v1.AttemptService', 'StartAttempt', { parent: `tenants/acme/users/${self.user}`, quiz: quiz.name })).attempt.name));

      const writes = [];
      const reads = [];
      let on = true;
      const callers = learners.flatMap((self, n) => [
        (async () => {
          while (on) {
            const request = { name: attempts[n], item: 'one', response: { kind: 'true_false', true_false: true } };
            writes.push(await outcome(self.call('quiz.v1.AttemptService', 'SaveResponse', request, { deadlineMs: 8000 })));
            await sleep(10);
          }
        })(),
        (async () => {
          while (on) {
            reads.push(await outcome(self.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name }, { deadlineMs: 8000 })));
            await sleep(10);
          }
        })(),
      ]);
      try {
        await until('calls to be answered', () => writes.length > 20 && reads.length > 20);
        postgres('kill');
        up = false;
        const before = writes.length;
        await until('writes to be refused', () => writes.length > before + 50);
        await sleep(2000);
        assert.ok(writes.filter(Boolean).length > 20);
        postgres('restart');
        up = true;
        await until('writes to go on', () => writes.length > 20 && writes.slice(-8).every((error) => error === null));
      } finally {
        on = false;
        await Promise.all(callers);
      }
      for (const error of writes.filter(Boolean)) assertAway(error, 'a write');
      assert.deepEqual(reads.filter(Boolean).map((error) => error.message), [], 'every hot read was answered');
      const { attempt } = await learners[0].call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempts[0] });
      assert.equal(attempt.score, 1000000);
      assert.equal(cluster.processes.quiz.exitCode, null);
    });
  } finally {
    if (up) postgres('stop');
    rmSync(folder, { recursive: true, force: true });
  }
});
