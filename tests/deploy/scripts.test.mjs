// The scripts under deploy/ that no other test runs: what an image is made of, the order of a rollout, a backup and its return.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Cluster, bin } from '../e2e/support/cluster.mjs';
import { publishQuiz } from '../e2e/support/live.mjs';
import { Postgres } from '../e2e/support/postgres.mjs';
import { k8s, root } from './render.mjs';

let folder;
before(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-scripts-')); });
after(() => rmSync(folder, { recursive: true, force: true }));
const own = (name) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};
const programs = ['lyceum-content', 'lyceum-progress', 'lyceum-quiz', 'lyceumctl'];

test('an image holds the programs without symbols, and a bill of all they are linked with', () => {
  const out = own('out');
  execFileSync(join(root, 'deploy', 'pack'), [bin, out]);
  assert.deepEqual(readdirSync(join(out, 'bin')).sort(), programs);
  for (const program of programs) {
    assert.ok(statSync(join(out, 'bin', program)).size < statSync(join(bin, program)).size);
    execFileSync(join(out, 'bin', program), ['--help'], { env: { PATH: process.env.PATH } });
  }
  const packages = readFileSync(join(out, 'packages'), 'utf8').trim().split('\n');
  for (const expected of ['libc6', 'libgrpc++1.51', 'libpq5', 'libsqlite3-0', 'libssl3']) assert.ok(packages.includes(expected), expected);
  assert.ok(!packages.some((name) => /-dev$|^(g\+\+|gcc|cmake)/.test(name)), packages.join());

  const bill = JSON.parse(readFileSync(join(out, 'sbom.cdx.json'), 'utf8'));
  assert.equal(`${bill.bomFormat} ${bill.specVersion}`, 'CycloneDX 1.5');
  assert.match(bill.metadata.component.version, /^\d+\.\d+\.\d+$/);
  for (const { name, version, purl, type, scope } of bill.components) {
    assert.ok(type === 'library' && version && ['required', 'optional'].includes(scope), name);
    assert.match(purl, /^pkg:deb\/debian\/[a-z0-9.%+-]+@[^@+:\s]+\?arch=\w+&distro=debian-\d+$/i);
  }
  assert.deepEqual(bill.components.filter(({ scope }) => scope === 'required').map(({ name }) => name).sort(), packages.sort());
});

test('a library that belongs to no package has no place in an image', () => {
  const libraries = own('libraries');
  const [, library] = /libpugixml\.so\.1 => (\S+)/.exec(execFileSync('ldd', [join(bin, 'lyceum-content')], { encoding: 'utf8' }));
  copyFileSync(library, join(libraries, 'libpugixml.so.1'));
  const run = spawnSync(join(root, 'deploy', 'pack'), [bin, own('out2')], { encoding: 'utf8', env: { ...process.env, LD_LIBRARY_PATH: libraries } });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /of no package: .*libpugixml\.so\.1/);
});

// Runs deploy/k8s/rollout with a kubectl that writes down what it is asked; what `migration` does: complete or fail.
function rollout(migration) {
  const tools = own(`tools-${migration}`);
  const log = join(tools, 'log');
  writeFileSync(join(tools, 'kubectl'), `#!/bin/sh
echo "$*" >>${log}
case "$*" in
  *get*job*) echo job/lyceum-migrate-quiz ;;
  *condition=${migration}*) exit 0 ;;
  *condition=*) exec sleep 20 ;;
esac
`);
  chmodSync(join(tools, 'kubectl'), 0o755);
  const run = spawnSync(join(k8s, 'rollout'), [join(k8s, 'overlays', 'single-node')], { encoding: 'utf8', env: { ...process.env, PATH: `${tools}:${process.env.PATH}` } });
  return { ...run, calls: readFileSync(log, 'utf8').trim().split('\n').map((line) => line.replace('--namespace lyceum ', '')) };
}

test('a rollout changes the services after the migrations, and not if one fails', () => {
  const { status, calls, stderr } = rollout('complete');
  assert.equal(status, 0, stderr);
  const at = (pattern) => calls.findIndex((call) => pattern.test(call));
  const order = [at(/^apply .*notin \(service,migration\)/), at(/^delete job .*component=migration/), at(/^apply .*component=migration/), at(/^wait .*complete/), at(/^apply .*single-node$/), at(/^rollout status deployment\/lyceum-quiz/)];
  assert.ok(order.every((position, i) => position > (order[i - 1] ?? -1)), calls.join('\n'));

  const failed = rollout('failed');
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /a migration failed; the services are left as they are/);
  assert.ok(!failed.calls.some((call) => /^apply .*single-node$|^rollout/.test(call)), failed.calls.join('\n'));
});

test('a backup comes back: everything acknowledged is there, in a new epoch, and the services go on', async () => {
  const postgres = await Postgres.start();
  const backups = own('backups');
  const run = (script, ...args) => spawnSync('sh', [join(k8s, 'components', 'backup', script), ...args], {
    encoding: 'utf8', env: { PATH: process.env.PATH, DATABASE_FILE: join(folder, 'uri'), BACKUPS: backups },
  });
  let cluster;
  try {
    writeFileSync(join(folder, 'uri'), `${postgres.url}\n`);
    const services = ['content', 'quiz', 'progress'];
    for (const statement of readFileSync(join(k8s, 'components', 'postgres', 'schemas.sql'), 'utf8').replace(/^--.*$/gm, '').split(';').filter((text) => text.includes('CREATE'))) await postgres.query(statement);
    const databases = Object.fromEntries(services.map((service) => [service, `${postgres.url}?options=-csearch_path%3Dlyceum_${service}`]));
    cluster = await new Cluster({ databases, redis: false }).start();
    const author = cluster.as('hana', ['teacher', 'author']);
    const quiz = await publishQuiz(author, 'kept', 2);
    const epoch = async () => Number((await postgres.query('SELECT epoch FROM lyceum_quiz.database_epoch'))[0]);
    const before = await epoch();

    // Of an older copy, and of one that was cut short, nothing is left; a newer one stays.
    const place = (name, days) => {
      writeFileSync(join(backups, name), '');
      utimesSync(join(backups, name), new Date(Date.now() - days * 86400e3), new Date(Date.now() - days * 86400e3));
    };
    place('lyceum-20200101T000000Z.dump', 30);
    place('lyceum-20200102T000000Z.dump', 3);
    place('lyceum-20200103T000000Z.dump.part', 0);
    const saved = run('backup.sh');
    assert.equal(saved.status, 0, saved.stderr);
    assert.equal(readdirSync(backups).length, 2);
    assert.ok(!readdirSync(backups).some((name) => name.startsWith('lyceum-20200101') || name.endsWith('.part')));

    await publishQuiz(author, 'lost', 2);
    assert.match(run('restore.sh').stderr, /empty it first/);
    for (const service of services) {
      await cluster.kill(service, 'SIGTERM');
      await postgres.query(`DROP SCHEMA lyceum_${service} CASCADE`);
    }
    const restored = run('restore.sh');
    assert.equal(restored.status, 0, restored.stderr);
    for (const service of ['content', 'progress', 'quiz']) await cluster.startService(service);
    const get = (name) => author.call('quiz.v1.QuizService', 'GetQuiz', { name });
    assert.equal((await get(quiz)).paper.name, quiz);
    await assert.rejects(get(quiz.replace('kept', 'lost')), { code: 5 });
    assert.ok(await epoch() > before);
    assert.ok(await publishQuiz(author, 'lost', 2));

    // A copy that cannot be made has no name, and the job fails.
    writeFileSync(join(folder, 'uri'), postgres.url.replace(/lyceum$/, 'missing'));
    assert.notEqual(run('backup.sh').status, 0);
    assert.equal(readdirSync(backups).filter((name) => !name.endsWith('.part')).length, 2);
  } finally {
    await cluster?.stop();
    await postgres.stop();
  }
});
