// lyceumctl on a terminal (a pseudo terminal of script(1)): progress, colour, Ctrl-C, and questions that are asked.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bin, Cluster, until } from './support/cluster.mjs';

const cluster = new Cluster({ redis: false });
let author, ada;

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  ada = cluster.as('ada', ['learner']);
});
after(() => cluster.stop());

const addresses = () => ['content', 'quiz', 'progress'].flatMap((name) => [`--${name}`, `127.0.0.1:${cluster.ports[name]}`]);
const environment = (more = {}) => ({ PATH: process.env.PATH, HOME: cluster.folder, TERM: 'xterm', COLUMNS: '100', ...more });
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;
const COLOUR = /\x1b\[\d+m/;

// lyceumctl as a person runs it: what is typed goes in, all that is seen comes out.
class Terminal {
  constructor(user, args, env) {
    const command = [join(bin, 'lyceumctl'), ...addresses(), '--token', user.token, ...args].map(quoted).join(' ');
    this.seen = '';
    this.read = 0;
    this.child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], env: environment(env) });
    this.child.stdout.setEncoding('utf8').on('data', (text) => { this.seen += text; });
    this.exit = new Promise((resolve) => this.child.once('close', resolve));
    this.exit.then((code) => { this.code = code; });
  }

  // Waits until it shows, after all that was waited for before.
  async sees(pattern) {
    await until(`${pattern} in\n${this.seen.slice(this.read)}`, () => {
      const found = this.seen.slice(this.read).match(pattern);
      if (found) this.read += found.index + found[0].length;
      else if (this.code !== undefined) throw new Error(`ended with ${this.code} before ${pattern}:\n${this.seen}`);
      return found !== null;
    });
  }

  type(text) { this.child.stdin.write(text); }
}

// In a pipe, as a script runs it.
function piped(user, args, env) {
  const run = spawnSync(join(bin, 'lyceumctl'), [...addresses(), '--token', user.token, ...args], { encoding: 'utf8', env: environment(env), input: '' });
  return { ...run, all: run.stdout + run.stderr };
}

function articles(name, count, sentences = 10) {
  const folder = join(cluster.folder, name);
  mkdirSync(folder);
  for (let i = 0; i < count; ++i) {
    const terms = Array.from({ length: 10 }, (_, t) => `| ${name} term ${i} ${t} | what ${t} means on page ${i} |`).join('\n');
    writeFileSync(join(folder, `page-${i}.md`), `# ${name} ${i}\n\n${`A sentence about ${name} number ${i}. `.repeat(sentences)}\n\n## Terms\n\n| Term | Definition |\n|---|---|\n${terms}\n`);
  }
  return folder;
}

test('an import draws a progress line on a terminal and none in a pipe', async () => {
  const terminal = new Terminal(author, ['import', '--publish', '--language', 'en', articles('drawn', 5)]);
  assert.equal(await terminal.exit, 0, terminal.seen);
  assert.match(terminal.seen, /\rimport {2}.*\x1b\[K/);
  assert.match(terminal.seen, /5 created, 0 unchanged, 0 failed/);
  assert.match(terminal.seen, COLOUR);
  const last = terminal.seen.lastIndexOf('\r\x1b[K');
  assert.ok(last >= 0 && !terminal.seen.slice(last + 1).includes('\rimport'), 'the line is gone at the end');

  const pipe = piped(author, ['import', '--publish', '--language', 'en', articles('piped', 5)]);
  assert.equal(pipe.status, 0, pipe.all);
  assert.match(pipe.all, /5 created/);
  assert.doesNotMatch(pipe.all, /[\r\x1b]/);
});

test('there is no colour for who set NO_COLOR, for TERM=dumb, or with --no-color', async () => {
  const args = ['list', 'explanations'];
  const plain = new Terminal(author, args);
  assert.equal(await plain.exit, 0, plain.seen);
  assert.match(plain.seen, COLOUR);
  for (const [more, env] of [[[], { NO_COLOR: '1' }], [[], { TERM: 'dumb' }], [['--no-color'], {}]]) {
    const terminal = new Terminal(author, [...args, ...more], env);
    assert.equal(await terminal.exit, 0, terminal.seen);
    assert.doesNotMatch(terminal.seen, COLOUR);
    assert.match(terminal.seen, /drawn 0/);
  }
});

test('Ctrl-C during an import ends with 130 and says that the import goes on, and it does', async () => {
  const folder = articles('long', 120, 400);
  const terminal = new Terminal(author, ['import', '--publish', '--language', 'en', folder]);
  await terminal.sees(/\rimport {2}[^\r]*\/120 +sending[^]*\rimport {2}[^\r]*\/120/);  // they are sent
  cluster.processes.content.kill('SIGSTOP');  // however fast it is, it is not through yet
  terminal.type('\x03');
  const code = await terminal.exit;
  cluster.processes.content.kill('SIGCONT');
  assert.equal(code, 130, terminal.seen);
  const [, name] = terminal.seen.match(/The import goes on\. To wait for it: lyceumctl operations wait (tenants\/acme\/operations\/\w+)/) ?? [];
  assert.ok(name, terminal.seen);
  assert.match(terminal.seen, /\r\x1b\[K(\x1b\[0m)?The import goes on/, 'the progress line is gone');

  const waited = piped(author, ['operations', 'wait', name, '--json']);
  assert.equal(waited.status, 0, waited.all);
  assert.equal(JSON.parse(waited.stdout).state, 'STATE_SUCCEEDED');
  const again = piped(author, ['import', '--publish', '--language', 'en', folder, '--json']);
  assert.equal(again.status, 0, again.all);
  assert.equal(JSON.parse(again.stdout).unchangedCount, 120, 'all of them are there');
});

test('quiz take asks on a terminal, takes what is typed, and goes on where it was left', async () => {
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'asked',
    quiz: {
      title: 'Asked', language: 'en', topic_path: ['history'],
      items: [
        { id: 'one', prompt: 'Did the wall fall?', kind: 'true_false', true_false: { answer: true }, hints: ['Think of 1989.'] },
        { id: 'two', prompt: 'In which city?', kind: 'short_text', short_text: { patterns: [{ pattern: 'Berlin' }] } },
        { id: 'three', prompt: 'In which year?', kind: 'numeric', numeric: { answers: [{ accepts: 'near', near: { value: 1989 } }] } },
      ],
    },
  });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });

  const first = new Terminal(ada, ['quiz', 'take', 'asked']);
  await first.sees(/Did the wall fall\?[^]*> $/);
  first.type('perhaps\n');
  await first.sees(/perhaps[^]*> $/);
  first.type('?\n');
  await first.sees(/Hint: Think of 1989\.[^]*> $/);
  first.type('t\n');
  await first.sees(/In which city\?[^]*> $/);
  first.type('\x04');
  assert.equal(await first.exit, 0, first.seen);
  assert.match(first.seen, /What you answered is kept\. To go on: lyceumctl quiz take asked/);

  const second = new Terminal(ada, ['quiz', 'take', 'asked']);
  await second.sees(/Going on with the attempt[^]*In which city\?[^]*> $/);
  assert.doesNotMatch(second.seen, /Did the wall fall/);
  second.type('Berlin\n');
  await second.sees(/In which year\?[^]*> $/);
  second.type('\x03');
  assert.equal(await second.exit, 130, second.seen);
  assert.match(second.seen, /What you answered is kept\. To go on: lyceumctl quiz take asked/);

  const third = new Terminal(ada, ['quiz', 'take', 'asked']);
  await third.sees(/In which year\?[^]*> $/);
  third.type('1989\n');
  assert.equal(await third.exit, 0, third.seen);
  assert.match(third.seen, /3 of 3|100/);
});

test('quiz take reads a pipe without asking', () => {
  const pipe = spawnSync(join(bin, 'lyceumctl'), [...addresses(), '--token', ada.token, 'quiz', 'take', 'asked'], { encoding: 'utf8', env: environment(), input: 'f\nBerlin\n1989\n' });
  assert.equal(pipe.status, 0, pipe.stderr);
  assert.doesNotMatch(pipe.stdout + pipe.stderr, /[\r\x1b]/);
});
