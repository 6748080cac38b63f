// Live sessions under fire: random processes are killed while classes answer. What was acknowledged is there, once.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, until } from '../e2e/support/cluster.mjs';
import { publishQuiz, withoutGaps } from '../e2e/support/live.mjs';
import { Postgres } from '../e2e/support/postgres.mjs';
import { compare, storedByUser } from './checker.mjs';
import { Game } from './game.mjs';
import { Killer } from './killer.mjs';
import { Random } from './random.mjs';

const seconds = Number(process.env.CHAOS_SECONDS ?? 20);
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1000000);
// On a disk: the temporary folder may be in memory.
const folder = process.env.TMPDIR ?? '/var/tmp';
const items = 40;

async function startCluster(options) {
  const cluster = new Cluster({ ...options, folder: mkdtempSync(join(folder, 'lyceum-chaos-')) });
  await cluster.start();
  const quiz = await publishQuiz(cluster.as('writer', ['author']), 'chaos', items);
  return { cluster, quiz };
}

async function readReports(game) {
  const reports = {};
  for (const { name, host } of game.sessions) {
    // A session that cannot be had is a loss, which compare tells of.
    await host.call('GetReport', { name }).then(({ report }) => { reports[name] = report; }, () => {});
  }
  return reports;
}

async function readTotals(cluster, users) {
  const day = (shift) => new Date(Date.now() + shift * 86400000).toISOString().slice(0, 10);
  return Object.fromEntries(await Promise.all(users.map(async (user) => {
    const { buckets } = await cluster.as(user, ['learner']).call('progress.v1.StatisticsService', 'QueryStatistics', {
      user: `tenants/acme/users/${user}`, start_date: day(-1), end_date: day(1),
    });
    return [user, { answers: buckets.reduce((sum, { totals }) => sum + (totals?.answers ?? 0), 0) }];
  })));
}

// Waits until progress has heard of everything, and a little longer for what it should not hear; then compares.
async function verdict(cluster, game, patienceSeconds) {
  const reports = await readReports(game);
  const expected = storedByUser(reports);
  const users = [...new Set(game.answers.map(({ user }) => user))];
  await until('progress to know all answers', async () => {
    const totals = await readTotals(cluster, users);
    return users.every((user) => totals[user].answers >= (expected[user] ?? 0)) || sleep(300);
  }, patienceSeconds).catch(() => {});
  await sleep(2500);
  return compare(game.answers, reports, await readTotals(cluster, users));
}

function describe(t, game, killer) {
  t.diagnostic(`${killer.history.length} kills: ${killer.history.join(', ')}`);
  t.diagnostic(`${game.acknowledged} answers acknowledged in ${game.sessions.length} sessions, by second: ${Array.from(game.bySecond, (n) => n ?? 0).join(' ')}`);
}

async function playUnderFire(t, cluster, quiz, killer, classes, players) {
  const game = new Game(cluster, { quiz, items, classes, players, random: new Random(seed + 1) });
  await Promise.all([game.play(seconds), killer.run(seconds)]);
  describe(t, game, killer);
  assert.ok(killer.history.length >= seconds / 5, `${killer.history.length} kills`);
  assert.ok(game.acknowledged >= seconds * 10, `${game.acknowledged} answers`);
  assert.deepEqual(await verdict(cluster, game, 60), []);
  for (const { name, watching } of game.sessions) {
    for (const { events } of watching) {
      assert.ok(withoutGaps(events), `a watcher of ${name} saw ${events.map(({ seq }) => seq)}`);
      assert.deepEqual(events.map(({ event }) => event), watching[0].events.map(({ event }) => event));
    }
  }
}

test(`two quiz replicas, progress, PostgreSQL and Redis are killed at random (seed ${seed}): every answer counts once`, async (t) => {
  const postgres = await Postgres.start([], folder);
  t.after(() => postgres.stop());
  const { cluster, quiz } = await startCluster({ databases: postgres.databases, replicas: { quiz: 2 } });
  t.after(() => cluster.stop());
  const killer = new Killer(cluster, postgres, ['quiz', 'quiz-2', 'progress', 'postgres', 'redis'], new Random(seed));
  await playUnderFire(t, cluster, quiz, killer, 8, 30);
  assert.deepEqual(await postgres.query('SELECT COUNT(*) FROM outbox', 'quiz'), ['0']);
});

test(`quiz, progress and Redis are killed at random on SQLite (seed ${seed}): every answer counts once`, async (t) => {
  const { cluster, quiz } = await startCluster({});
  t.after(() => cluster.stop());
  const killer = new Killer(cluster, null, ['quiz', 'progress', 'redis'], new Random(seed + 2));
  await playUnderFire(t, cluster, quiz, killer, 8, 30);
});

// Without this the tests above might see no loss because they cannot see any. A commit that PostgreSQL does not write
// before it says so is gone with its memory.
test('PostgreSQL that acknowledges before it writes is caught losing answers', async (t) => {
  const postgres = await Postgres.start(['synchronous_commit=off', 'wal_writer_delay=10s', 'bgwriter_lru_maxpages=0', 'autovacuum=off'], folder);
  t.after(() => postgres.stop());
  const { cluster, quiz } = await startCluster({ databases: postgres.databases, replicas: { quiz: 2 } });
  t.after(() => cluster.stop());
  const game = new Game(cluster, { quiz, items, classes: 4, players: 30, random: new Random(seed) });
  // Sessions that lost events may hang or fail: that is as it should be.
  const playing = game.play(60).catch(() => {});
  await until('answers', () => game.acknowledged >= 100);
  await postgres.freezeLogWriter();
  const written = game.acknowledged;
  await until('answers that are only in memory', () => game.acknowledged >= written + 100);
  await postgres.kill();
  await postgres.restart();
  game.giveUp();
  for (const name of cluster.replicas('quiz')) await cluster.kill(name);
  await playing;
  for (const name of cluster.replicas('quiz')) await cluster.startService(name);
  const wrong = (await verdict(cluster, game, 0)).filter((line) => line.startsWith('lost: tenants/'));
  t.diagnostic(`${game.acknowledged} answers acknowledged, found ${wrong.length} lost`);
  assert.ok(wrong.length >= 50, `found only ${wrong.length} lost`);
});
