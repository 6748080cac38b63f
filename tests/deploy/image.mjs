// The container image, built and run as hardened as the manifests want it. Minutes, and root; tests/run --deploy.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bin, freePort, until } from '../e2e/support/cluster.mjs';
import { root } from './render.mjs';

const image = 'localhost/lyceum:test';
const env = { ...process.env, CONTAINERS_CONF: join(root, 'deploy', 'containers.conf') };
const podman = (...args) => execFileSync('podman', args, { encoding: 'utf8', env }).trim();
const inside = (...command) => podman('run', '--rm', '--pull=never', '--network=none', '--user=0', image, ...command);
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lyceum-image-'));
  execFileSync(join(bin, 'lyceumctl'), ['token', 'init', '--keys', folder], { stdio: 'ignore' });
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  execFileSync(join(root, 'deploy', 'image'), [image, bin], { env, stdio: ['ignore', 'ignore', 'inherit'] });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('it adds at most 120 MB to Debian, runs as nobody, and has nothing to build with', () => {
  const [{ Size: size, User: user, Config: config }] = JSON.parse(podman('image', 'inspect', image));
  const [{ Size: base }] = JSON.parse(podman('image', 'inspect', 'debian:bookworm-slim'));
  const added = (size - base) / 2 ** 20;
  console.log(`# image: ${added.toFixed(0)} MB above Debian's ${(base / 2 ** 20).toFixed(0)} MB`);
  assert.ok(added <= 120, `${added.toFixed(0)} MB`);
  assert.equal(user ?? config.User, '65532:65532');
  for (const tool of ['gcc', 'g++', 'cmake', 'make', 'python3']) assert.equal(inside('sh', '-c', `command -v ${tool} || true`), '', tool);
  assert.equal(inside('find', '/', '-xdev', '-type', 'f', '-perm', '/6000'), '');
  assert.equal(inside('sh', '-c', 'ls /var/lib/apt/lists | wc -l'), '0');
});

test('its bill of materials names packages that are installed, in those versions', () => {
  const bill = JSON.parse(inside('cat', '/usr/share/lyceum/sbom.cdx.json'));
  const installed = new Set(inside('dpkg-query', '-W', '-f', '${Package} ${Version}\n').split('\n'));
  const required = bill.components.filter(({ scope }) => scope === 'required');
  assert.ok(required.length > 20);
  for (const { name, version } of required) assert.ok(installed.has(`${name} ${version}`), `${name} ${version}`);
});

for (const service of ['content', 'quiz', 'progress']) {
  test(`${service} serves on a read-only root without rights, says its health, and drains on SIGTERM`, async () => {
    const ports = [await freePort(), await freePort()];
    const name = `lyceum-test-${service}`;
    spawnSync('podman', ['rm', '-f', name], { env });
    podman('run', '-d', '--name', name, '--pull=never', '--network=host', '--read-only', '--read-only-tmpfs=false', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--memory=256m',
      '-v', `${folder}/jwks.json:/etc/lyceum/jwks.json:ro`, '-e', `LYCEUM_LISTEN=127.0.0.1:${ports[0]}`, '-e', `LYCEUM_METRICS_LISTEN=127.0.0.1:${ports[1]}`,
      '-e', 'LYCEUM_DATABASE=sqlite::memory:', '-e', 'LYCEUM_JWKS=/etc/lyceum/jwks.json', image, `lyceum-${service}`);
    try {
      await until('health', () => spawnSync('podman', ['exec', name, 'lyceum-quiz', '--healthcheck'], { env }).status === 0);
      const status = podman('exec', name, 'cat', '/proc/1/status');
      assert.match(status, /^Uid:\s+65532/m);
      assert.match(status, /^CapEff:\s+0+$/m);
      assert.match(status, /^NoNewPrivs:\s+1$/m);
      assert.match(status, /^Seccomp:\s+2$/m);
      assert.notEqual(spawnSync('podman', ['exec', name, 'sh', '-c', 'echo x >/tmp/x || echo x >/x'], { env }).status, 0);
      podman('stop', '-t', '20', name);
      assert.equal(podman('inspect', '-f', '{{.State.ExitCode}}', name), '0');
      assert.match(spawnSync('podman', ['logs', name], { env, encoding: 'utf8' }).stderr, /"stopped"/);
    } finally {
      spawnSync('podman', ['rm', '-f', name], { env });
    }
  });
}
