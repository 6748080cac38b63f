// A private PostgreSQL with a database for each service, which can be killed (tests/support/postgres).
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './protos.mjs';

const run = promisify(execFile);
const script = join(root, 'tests', 'support', 'postgres');

export class Postgres {
  // settings: ['synchronous_commit=off', ...], beside those of a server that flushes what it commits to disk.
  static async start(settings = [], parent = tmpdir()) {
    const server = new Postgres();
    server.folder = mkdtempSync(join(parent, 'lyceum-postgres-'));
    const { stdout } = await run(script, ['start', server.folder, '--durable', ...settings]);
    server.url = stdout.trim();
    for (const service of ['content', 'progress', 'quiz']) await server.query(`CREATE DATABASE ${service}`);
    return server;
  }

  // For Cluster's option of that name.
  get databases() {
    return Object.fromEntries(['content', 'progress', 'quiz'].map((service) => [service, this.url.replace(/lyceum$/, service)]));
  }

  // The rows of a query, their columns separated by |.
  async query(sql, database = 'lyceum') {
    const { stdout } = await run('psql', ['-qAt', this.url.replace(/lyceum$/, database), '-c', sql]);
    return stdout.split('\n').filter(Boolean);
  }

  // From now on commits with synchronous_commit=off stay in memory. Its settings cannot make it wait that long.
  async freezeLogWriter() {
    const [pid] = await this.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
    process.kill(Number(pid), 'SIGSTOP');
  }

  // kill -9 of the server and all its processes; what it had not written is gone.
  kill() {
    return run(script, ['kill', this.folder]);
  }

  // After a kill: recovers and serves at the same URL.
  restart() {
    return run(script, ['restart', this.folder]);
  }

  async stop() {
    await run(script, ['stop', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
