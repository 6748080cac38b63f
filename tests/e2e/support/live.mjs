// What a client of live sessions does: it comes back, to any replica, and repeats what was not answered.
import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';

const service = 'quiz.v1.SessionService';
// UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED: nobody knows what came of it.
const unanswered = [14, 4, 1];
// How nginx tells of a stream whose server died.
const reset = (error) => error.code === 13 && /RST_STREAM/.test(error.details);

// A quiz of questions whether a number is even; `shape` changes items: (item, i) => item.
export async function publishQuiz(author, id, items, shape = (item) => item) {
  const { quiz } = await author.call('quiz.v1.QuizAuthoringService', 'CreateQuiz', {
    parent: 'tenants/acme', quiz_id: id,
    quiz: {
      title: id, language: 'en', topic_path: ['numbers'],
      items: Array.from({ length: items }, (_, i) => shape({ id: `item-${i}`, prompt: `Is ${i} even?`, kind: 'true_false', true_false: { answer: i % 2 === 0 } }, i)),
    },
  });
  await author.call('quiz.v1.QuizAuthoringService', 'PublishQuiz', { name: quiz.name });
  return quiz.name;
}

// What an answer to such an item looks like.
export const answerTo = (item, right) => ({ kind: 'true_false', true_false: (item % 2 === 0) === right });

// A user who calls the replicas (process names) in turn, beginning with the first, until one answers. Gives up, with
// the last error, after so many seconds or when `patience.over` is set.
export class Caller {
  constructor(cluster, self, replicas, patience = {}) {
    Object.assign(this, { cluster, self, replicas, patience, turn: 0 });
  }

  get replica() {
    return this.replicas[this.turn % this.replicas.length];
  }

  async call(rpc, request) {
    const end = Date.now() + (this.patience.seconds ?? 60) * 1000;
    for (;; await sleep(50 + Math.random() * 50)) {
      try {
        return await this.self.call(service, rpc, request, { process: this.replica, deadlineMs: this.patience.deadlineMs ?? 5000 });
      } catch (error) {
        if (!unanswered.includes(error.code) || Date.now() > end || this.patience.over) throw error;
        this.turn += 1;
      }
    }
  }

  // Looks where the session is and does it from there, again if something came between. Returns the session then.
  async control(name, action, value = {}) {
    for (;;) {
      const { state: { session: { seq } } } = await this.call('GetSessionState', { name });
      const request_id = `${name.split('/').at(-1)}-${seq}-${action}`;
      try {
        return (await this.call('ControlSession', { name, expected_seq: seq, request_id, [action]: value, action })).session;
      } catch (error) {
        if (error.code !== 10 || this.patience.over) throw error;
      }
    }
  }

  // Watches until the session has ended, coming back to the next replica with the last seq. Returns what was seen:
  // `events` of the log, after those given, how often the stream broke, and `ended`, a promise.
  watch(name, participant = '', events = []) {
    const seen = { events: [...events], breaks: 0, replicas: new Set() };
    seen.ended = new Promise((resolve, reject) => {
      const open = () => {
        const headers = new grpc.Metadata();
        headers.set('authorization', `Bearer ${this.self.token}`);
        const after_seq = seen.events.at(-1)?.seq ?? 0;
        seen.replicas.add(this.replica);
        const stream = this.cluster.stub(service, this.replica).WatchSession({ name, participant, after_seq }, headers);
        stream.on('data', ({ event }) => { if (event.seq > 0) seen.events.push(event); });
        stream.on('end', () => { if (seen.events.at(-1)?.event === 'ended') resolve(seen); });
        stream.on('error', (error) => {
          if (!(unanswered.includes(error.code) || reset(error)) || this.patience.over) return reject(error);
          seen.breaks += 1;
          this.turn += 1;
          return setTimeout(open, 50);
        });
      };
      open();
    });
    seen.ended.catch(() => {});
    return seen;
  }
}

// Whether events were seen once each, in order, from the first one on.
export const withoutGaps = (events) => events.every((event, i) => event.seq === i + 1);
