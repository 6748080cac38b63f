// Classes that play live sessions for a while, whatever happens to the processes, and write down what each participant
// answered and what was acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, answerTo } from '../e2e/support/live.mjs';
import { until } from '../e2e/support/cluster.mjs';

// Seconds an item takes at least, so that all classes together give so many answers a second.
const itemSeconds = 1.2;
// Every third item is left to its timer.
const timed = (item) => item % 3 === 2;

export class Game {
  // options: quiz (its items are yes-or-no), items, classes, players (of each class), random.
  constructor(cluster, options) {
    Object.assign(this, options);
    this.cluster = cluster;
    this.patience = { seconds: 60, deadlineMs: 5000 };
    this.sessions = []; // {name, host, watching}
    this.bySecond = []; // how many were acknowledged in each second
    this.answers = []; // {session, participant, user, item, response, acknowledged: the response or undefined}
  }

  get acknowledged() {
    return this.answers.filter((answer) => answer.acknowledged).length;
  }

  // Resolves when all have ended their sessions.
  async play(seconds) {
    this.start = Date.now();
    this.end = this.start + seconds * 1000;
    await Promise.all(Array.from({ length: this.classes }, (_, n) => this.playClass(n)));
  }

  // Nobody tries any longer: everything in flight fails soon.
  giveUp() {
    this.patience.over = true;
  }

  caller(user, roles, n) {
    const replicas = this.cluster.replicas('quiz');
    const first = n % replicas.length;
    return new Caller(this.cluster, this.cluster.as(user, roles), [...replicas.slice(first), ...replicas.slice(0, first)], this.patience);
  }

  async playClass(n) {
    const host = this.caller(`host-${n}`, ['teacher'], n);
    const players = Array.from({ length: this.players }, (_, p) => this.caller(`class-${n}-player-${p}`, ['learner'], p));
    await sleep((n * itemSeconds * 1000) / this.classes);
    for (let round = 0; Date.now() < this.end; ++round) await this.playSession(`${n}-${round}`, host, players);
  }

  async playSession(id, host, players) {
    const { session } = await host.call('CreateSession', {
      parent: 'tenants/acme', quiz: this.quiz, request_id: id,
      settings: {
        time_limit: { seconds: 60 },
        items: Array.from({ length: this.items }, (_, i) => i).filter(timed).map((i) => ({ item: `item-${i}`, time_limit: { seconds: 1 } })),
      },
    });
    const { name } = session;
    const joined = await Promise.all(players.map(async (player, p) => {
      const { participant } = await player.call('JoinSession', { name, nickname: `Player ${p}` });
      return { player, user: player.self.user, participant: participant.name };
    }));
    const screen = host.watch(name);
    this.sessions.push({ name, host, watching: [screen, ...joined.slice(0, 2).map(({ player, participant }) => player.watch(name, participant))] });
    for (let item = 0; item < this.items && Date.now() < this.end; ++item) {
      const next = sleep(itemSeconds * 1000);
      await host.control(name, item === 0 ? 'start' : 'next');
      await Promise.all(joined.map((one) => this.answer(name, one, item)));
      if (timed(item)) await until(`the timer of item ${item}`, () => this.patience.over || closed(screen, item), this.patience.seconds);
      else await host.control(name, 'reveal');
      await next;
    }
    await host.control(name, 'end');
    for (const watching of this.sessions.at(-1).watching) await watching.ended;
  }

  async answer(session, { player, user, participant }, item) {
    await sleep(this.random.between(0, 600));
    const answer = { session, participant, user, item: `item-${item}`, response: answerTo(item, this.random.next() < 0.7) };
    this.answers.push(answer);
    try {
      answer.acknowledged = await player.call('SubmitAnswer', { name: participant, item: answer.item, response: answer.response });
      const second = Math.floor((Date.now() - this.start) / 1000);
      this.bySecond[second] = (this.bySecond[second] ?? 0) + 1;
    } catch (error) {
      // The timer was first.
      if (!timed(item) || error.code !== 9 || !/time for this item is over/.test(error.message)) throw error;
    }
  }
}

const closed = (screen, item) => screen.events.some(({ item_closed }) => item_closed?.item_index === item);
