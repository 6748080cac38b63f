// Real processes, really killed: facts reach the statistics exactly once, imports finish, Redis may go at any time.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, finished, until } from './support/cluster.mjs';

const cluster = new Cluster();
let author, quiz;
const learners = 12;
const items = 8;

before(async () => {
  await cluster.start();
  author = cluster.as('writer', ['author', 'admin']);
  ({ quiz } = await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: 'chaos',
    quiz: { title: 'Chaos', language: 'en', topic_path: ['history'], items: Array.from({ length: items }, (_, i) => ({ id: `item-${i}`, prompt: `Is ${i} even?`, kind: 'true_false', true_false: { answer: i % 2 === 0 } })) },
  }));
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
});
after(() => cluster.stop());

// Tries until the service answers: what a client does when a server dies.
async function retry(call) {
  for (const end = Date.now() + 60000; ; await sleep(50)) {
    try {
      return await call();
    } catch (error) {
      if (![14, 4, 1].includes(error.code) || Date.now() > end) throw error;
    }
  }
}

test('kill -9 of quiz and of progress while learners answer: every acknowledged answer counts once', async () => {
  let running = true;
  let kills = 0;
  const killer = (async () => {
    while (running) {
      await sleep(250);
      const victim = kills % 2 === 0 ? 'progress' : 'quiz';
      await cluster.kill(victim);
      ++kills;
      await sleep(100);
      await cluster.startService(victim);
    }
  })();
  const acknowledged = {};
  try {
    await Promise.all(Array.from({ length: learners }, async (_, n) => {
      const user = `learner-${n}`;
      const self = cluster.as(user, ['learner']);
      const { attempt } = await retry(() => self.call('quiz.v1.AttemptService', 'StartAttempt', { parent: `tenants/acme/users/${user}`, quiz: quiz.name, request_id: 'start' }));
      acknowledged[user] = { answers: 0, score: 0, attempt: attempt.name };
      for (let i = 0; i < items; ++i) {
        await sleep(120);
        const right = (i + n) % 3 !== 0;
        const request = { name: attempt.name, item: `item-${i}`, response: { kind: 'true_false', true_false: (i % 2 === 0) === right }, time_spent: { seconds: 1 } };
        await retry(() => self.call('quiz.v1.AttemptService', 'SubmitResponse', request));
        acknowledged[user].answers += 1;
        acknowledged[user].score += right ? 1000000 : 0;
      }
      const { attempt: done } = await retry(() => self.call('quiz.v1.AttemptService', 'FinishAttempt', { name: attempt.name }));
      assert.equal(done.score, acknowledged[user].score);
    }));
  } finally {
    running = false;
    await killer;
  }
  assert.ok(kills >= 4, `${kills} kills`);
  for (let n = 0; n < learners; ++n) {
    const user = `learner-${n}`;
    const self = cluster.as(user, ['learner']);
    const totals = await until(`the facts of ${user}`, async () => {
      const { today } = await retry(() => self.call('progress.v1.StatisticsService', 'GetToday', { user: `tenants/acme/users/${user}` }));
      return today.totals.attempts_finished === 1 && today.totals.answers === items && today.totals;
    }, 60);
    assert.equal(totals.score_micros, acknowledged[user].score);
    assert.equal(totals.time_spent.seconds, items);
  }
});

test('killed in the middle of an import: it goes on after the restart, each file once', async () => {
  const files = Array.from({ length: 60 }, (_, i) => ({
    file_name: `page-${i}.md`,
    content: Buffer.from(`---\ntitle: Page ${i}\nlanguage: en\n---\n\n# Page ${i}\n\n${`Sentence number ${i} about canals and treaties. `.repeat(300)}\n\n## Terms\n\n| Term | Definition |\n|---|---|\n| canal ${i} | a waterway made by people, number ${i} |\n| treaty ${i} | an agreement of states, number ${i} |\n`),
  }));
  const { operation } = await author.call('content.v1.TransferService', 'ImportExplanations', { parent: 'tenants/acme', files, publish: true, request_id: 'big' });
  await sleep(30);
  await cluster.kill('content');
  await cluster.startService('content');
  const done = await retry(() => finished(author, 'content', operation));
  assert.equal(done.state, 'STATE_SUCCEEDED', JSON.stringify(done.error));
  const titles = [];
  let token = '';
  do {
    const page = await retry(() => author.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme', page_size: 100, page_token: token }));
    titles.push(...page.explanations.filter((e) => e.title.startsWith('Page ')).map((e) => e.title));
    for (const e of page.explanations) assert.equal(e.published_revision, 1, `${e.title} is half published`);
    token = page.next_page_token;
  } while (token);
  assert.equal(titles.length, 60);
  assert.equal(new Set(titles).size, 60);
});

test('Redis killed, flushed or absent: the hot quiz is still served', async () => {
  const reader = cluster.as('reader', ['learner']);
  const get = () => reader.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name });
  const expected = await get();
  await cluster.kill('redis');
  assert.deepEqual(await get(), expected);
  await cluster.kill('quiz');
  await cluster.startService('quiz');
  assert.deepEqual(await retry(get), expected, 'cold, without Redis');
  await cluster.startRedis();
  assert.deepEqual(await get(), expected);
});

test('a new revision is seen by readers of the old one', async () => {
  const reader = cluster.as('reader', ['learner']);
  await author.call('quiz.v1.QuizAuthoringService', 'UpdateQuiz', { quiz: { name: quiz.name, title: 'Order' }, update_mask: { paths: ['title'] } });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
  const { paper } = await reader.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name });
  assert.equal(paper.title, 'Order');
});

test('SIGTERM drains: who looks at the health, as a balancer does, loses no call', async () => {
  const reader = cluster.as('reader', ['learner']);
  const results = [];
  let on = true;
  const callers = Array.from({ length: 4 }, async () => {
    while (on) {
      results.push(await reader.call('quiz.v1.QuizService', 'GetQuiz', { name: quiz.name }).then(() => 0, (error) => error.message));
    }
  });
  const serving = () => new Promise((resolve) => {
    const raw = (value) => value;
    cluster.stub('quiz.v1.QuizService', 'quiz').makeUnaryRequest('/grpc.health.v1.Health/Check', raw, raw, Buffer.alloc(0),
      (error, answer) => resolve(!error && answer[1] === 1));
  });
  assert.ok(await serving());
  await sleep(300);
  const gone = cluster.kill('quiz', 'SIGTERM');
  while (await serving()) await sleep(10);
  on = false;
  await Promise.all(callers);
  await gone;
  assert.deepEqual(results.filter((result) => result !== 0), []);
  assert.ok(results.length > 0);
  await cluster.startService('quiz');
});

test('out of file descriptors, it accepts again once there are some', async () => {
  const small = new Cluster({ redis: false });
  small.options.descriptors = 64;
  await small.start();
  try {
    const reader = small.as('reader', ['learner']);
    const list = () => reader.call('content.v1.ExplanationService', 'ListExplanations', { parent: 'tenants/acme' });
    const sockets = Array.from({ length: 120 }, () => connect(small.ports.content, '127.0.0.1').on('error', () => {}));
    await sleep(500);
    for (const socket of sockets) socket.destroy();
    assert.ok(await retry(list));
  } finally {
    await small.stop();
  }
});
