// Quizzes in and out of other formats, by a client that knows nothing but the protos, and by lyceumctl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bin, Cluster, finished } from './support/cluster.mjs';
import { reflection } from './support/protos.mjs';

const cluster = new Cluster();
const folder = mkdtempSync(join(tmpdir(), 'lyceum-formats-'));
const transfer = 'quiz.v1.TransferService';
const gift = `$CATEGORY: $course$/Walls

::When::[html]<p>When was it <b>built</b>?</p>{=1961#yes ~1945 ####In August.}

How high, in metres?{#3.6:0.1}

Say why.{}

Broken {
`;
let author, ada, name;

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author']);
  ada = cluster.as('ada', ['learner']);
});
after(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(rpc, request, resultType) {
  const { operation } = await author.call(transfer, rpc, { parent: 'tenants/acme', ...request });
  const done = await finished(author, 'quiz', operation);
  assert.equal(done.state, 'STATE_SUCCEEDED', JSON.stringify(done));
  const type = reflection.lookupType(`lyceum.quiz.v1.${resultType}`);
  return type.toObject(type.decode(done.result.value), { enums: String, longs: Number });
}

test('a file becomes a draft, and each question that does not is reported with its place', async () => {
  const files = [{ file_name: 'walls.gift', content: Buffer.from(gift) }];
  const dry = await run('ImportQuizzes', { files, validate_only: true }, 'QuizImportResult');
  assert.equal(dry.outcomes[0].quizzes[0].result, 'RESULT_VALID');
  assert.equal((await author.call('quiz.v1.QuizAuthoringService', 'ListAuthoredQuizzes', { parent: 'tenants/acme' })).quizzes.length, 0);
  const { outcomes } = await run('ImportQuizzes', { files, language: 'en' }, 'QuizImportResult');
  assert.equal(outcomes[0].format, 'QUIZ_FORMAT_GIFT');
  assert.equal(outcomes[0].imported_count, 2);
  const places = outcomes[0].reports.map((report) => [report.result, report.line]);
  assert.deepEqual(places, [['RESULT_UNSUPPORTED', 7], ['RESULT_INVALID', 9]]);
  name = outcomes[0].quizzes[0].quiz;
  const again = await run('ImportQuizzes', { files, language: 'en' }, 'QuizImportResult');
  assert.deepEqual([again.outcomes[0].quizzes[0].result, again.outcomes[0].quizzes[0].quiz], ['RESULT_UNCHANGED', name]);
});

test('a text with gaps comes in, is taken, graded by its weights, and goes out again', async () => {
  const text = 'The wall fell in {2:NUMERICAL:=1989:0} in {1:SHORTANSWER:=Berlin#Yes.~%50%Germany}, after {1:MULTICHOICE_VS:=28~40} years.';
  const { outcomes } = await run('ImportQuizzes', { files: [{ file_name: 'gaps.cloze', format: 'QUIZ_FORMAT_CLOZE', content: Buffer.from(text) }], language: 'en' }, 'QuizImportResult');
  assert.equal(outcomes[0].imported_count, 1, JSON.stringify(outcomes));
  const gaps = outcomes[0].quizzes[0].quiz;
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: gaps });
  const { attempt, paper } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: gaps });
  const [item] = paper.items;
  assert.equal(item.prompt, 'The wall fell in {#1} in {#2}, after {#3} years.');
  assert.deepEqual(item.gap_fill.gaps.map((gap) => [gap.kind, gap.weight, gap.layout]), [['numeric', 2, 'LAYOUT_UNSPECIFIED'], ['short_text', 1, 'LAYOUT_UNSPECIFIED'], ['single_choice', 1, 'LAYOUT_VERTICAL']]);
  assert.doesNotMatch(JSON.stringify(paper), /1989|Berlin|Yes/, 'no key in what a learner gets');
  const years = item.gap_fill.gaps[2].single_choice.choices.find((choice) => choice.text === '28').id;
  const submit = (list) => ada.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item: item.id, response: { kind: 'gap_fill', gap_fill: { gaps: list } } });
  await assert.rejects(submit([{ gap: 4, kind: 'short_text', short_text: 'x' }]), (error) => error.code === 3 && /gap_fill.gaps\[0\].gap/.test(error.message));
  await submit([{ gap: 2, kind: 'short_text', short_text: 'germany' }, { gap: 1, kind: 'numeric', numeric: { text: '1989' } }, { gap: 3, kind: 'single_choice', single_choice: years }]);
  const over = await ada.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name });
  assert.equal(Number(over.attempt.score), 3_500_000);
  const exported = await run('ExportQuizzes', { format: 'QUIZ_FORMAT_MOODLE_XML', names: [gaps] }, 'QuizExportResult');
  assert.deepEqual([exported.item_count, exported.reports ?? []], [1, []]);
  const shown = execFileSync(join(bin, 'lyceumctl'), ['--quiz', `127.0.0.1:${cluster.ports.quiz}`, '--token', ada.token, 'show', gaps], { encoding: 'utf8' });
  assert.match(shown, /\{#3\}\n.*a\) /);
});

test('a learner takes what was imported', async () => {
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name });
  assert.equal(quiz.items[0].prompt, 'When was it **built**?');
  const { attempt, paper } = await ada.call('quiz.v1.AttemptService', 'StartAttempt', { parent: 'tenants/acme/users/ada', quiz: name });
  assert.ok(paper.items.length === 2);
  assert.doesNotMatch(JSON.stringify(paper), /In August|yes/, 'no key in what a learner gets');
  const answer = await ada.call('quiz.v1.AttemptService', 'SubmitResponse', { name: attempt.name, item: paper.items[1].id, response: { kind: 'numeric', numeric: { text: '3.65' } } });
  assert.ok(answer);
  const finishedAttempt = await ada.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name });
  assert.equal(Number(finishedAttempt.attempt.score), 1000000);
});

test('an export is read in parts and imports as the same quiz', async () => {
  const result = await run('ExportQuizzes', { names: [name], format: 'QUIZ_FORMAT_MOODLE_XML' }, 'QuizExportResult');
  const part = await author.call(transfer, 'ReadExport', { name: result.export });
  assert.equal(part.content.length, Number(result.size_bytes));
  assert.match(part.content.toString(), /<question type="numerical">/);
  await assert.rejects(() => cluster.as('eve', ['author']).call(transfer, 'ReadExport', { name: result.export }), (error) => error.code === 5);
  const { outcomes } = await run('ImportQuizzes', { files: [{ file_name: 'again.xml', content: part.content }], language: 'en' }, 'QuizImportResult');
  assert.equal(outcomes[0].imported_count, 2);
  assert.equal(outcomes[0].quizzes[0].title, 'Walls');
});

test('bombs, traversal and wrong bytes are reported, and nothing is stored', async () => {
  const bomb = '<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>' + '<a>'.repeat(100000);
  const files = [['bomb.xml', bomb], ['cut.xlsx', 'PK\x03\x04cut'], ['latin.gift', Buffer.from('f\xfchrt {T}', 'latin1')]]
    .map(([file_name, content]) => ({ file_name, content: Buffer.from(content) }));
  const { outcomes } = await run('ImportQuizzes', { files }, 'QuizImportResult');
  for (const outcome of outcomes) {
    assert.ok(outcome.problem.length > 10, JSON.stringify(outcome));
    assert.equal(outcome.quizzes?.length ?? 0, 0);
  }
});

test('lyceumctl checks, converts, imports and exports', () => {
  const ctl = (...args) => execFileSync(join(bin, 'lyceumctl'), ['--quiz', `127.0.0.1:${cluster.ports.quiz}`, '--token', author.token, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const path = join(folder, 'walls.gift');
  writeFileSync(path, gift);
  assert.throws(() => ctl('quiz', 'check', path), (error) => {
    assert.equal(error.status, 1);
    assert.match(error.stdout, /walls\.gift:7:1: not supported: .*essay/);
    assert.match(error.stdout, /walls\.gift:9:1: problem: .*without }/);
    return true;
  });
  const xml = join(folder, 'walls.xml');
  ctl('quiz', 'convert', path, '--to', 'moodle-xml', '-o', xml);
  assert.match(readFileSync(xml, 'utf8'), /<!\[CDATA\[<p>When was it <b>built<\/b>\?<\/p>\]\]>/, 'markup stays as it was');
  const whole = join(folder, 'whole.gift');
  writeFileSync(whole, 'One?{T}\n\nTwo?{=2 ~3}\n');
  const { outcomes } = JSON.parse(ctl('--json', 'quiz', 'import', whole));
  assert.equal(outcomes[0].importedCount, 2);
  const out = join(folder, 'out.gift');
  ctl('quiz', 'export', outcomes[0].quizzes[0].quiz, '--to', 'gift', '-o', out);
  assert.match(readFileSync(out, 'utf8'), /\$CATEGORY: whole[^]*\[markdown\]Two\?/);
  assert.match(ctl('quiz', 'import', '--dry-run', out), /valid/);
});
