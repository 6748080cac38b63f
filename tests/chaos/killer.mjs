// Kills processes with SIGKILL, and starts them again as a supervisor does: until they stay up.
import { setTimeout as sleep } from 'node:timers/promises';

export class Killer {
  // victims: names of the cluster's processes, and 'postgres'.
  constructor(cluster, postgres, victims, random) {
    Object.assign(this, { cluster, postgres, victims, random, turn: [], down: new Map(), history: [] });
  }

  // Every `gap` = [least, most] seconds one that is up, for so many seconds, each as often as the others in random order.
  // All are up again when it returns.
  async run(seconds, gap = [1, 3]) {
    const start = Date.now();
    for (;;) {
      await sleep(this.random.between(...gap) * 1000);
      if (Date.now() - start > seconds * 1000) break;
      if (this.turn.length === 0) this.turn = this.random.shuffled(this.victims);
      const name = this.turn.find((victim) => !this.down.has(victim));
      if (!name) continue;
      this.turn.splice(this.turn.indexOf(name), 1);
      this.history.push(`${((Date.now() - start) / 1000).toFixed(1)} s ${name}`);
      this.down.set(name, this.killAndRevive(name, this.random.between(0, 1000)));
    }
    await Promise.all(this.down.values());
  }

  async killAndRevive(name, downMs) {
    await (name === 'postgres' ? this.postgres.kill() : this.cluster.kill(name));
    await sleep(downMs);
    for (const end = Date.now() + 60000; ; await sleep(200)) {
      try {
        await this.start(name);
        break;
      } catch (error) {
        // A service does not start while its database is down.
        if (Date.now() > end) throw error;
        if (name !== 'postgres') await this.cluster.kill(name);
      }
    }
    this.down.delete(name);
  }

  start(name) {
    if (name === 'postgres') return this.postgres.restart();
    return name === 'redis' ? this.cluster.startRedis() : this.cluster.startService(name);
  }
}
