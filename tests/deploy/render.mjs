// Renders deploy/k8s as kubectl apply -k would: its overlays, and every base with components that somebody may want.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const k8s = join(root, 'deploy', 'k8s');

// The objects of a kustomization, or an error with what kustomize says.
export function render(folder) {
  const run = spawnSync(join(root, 'tests', 'deploy', 'kustomize'), [folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`${folder}: ${run.stderr.trim()}`);
  return yaml.loadAll(run.stdout).filter(Boolean);
}

export const overlays = () => readdirSync(join(k8s, 'overlays')).sort();
export const overlay = (name) => render(join(k8s, 'overlays', name));

// Of each row one: what a deployment chooses. '' is to do without.
export const choices = [
  ['', 'migration'],
  ['', 'redis'],
  ['', 'edge-nginx', 'gateway-api'],
  ['', 'tls'],
  ['', 'mtls'],
  ['', 'backup'],
  ['postgres', 'postgres-cnpg', 'postgres-external'],
  ['', 'autoscaling'],
  ['', 'monitoring'],
  ['', 'network-policies'],
];
// A managed database has backups of its own; the services' own TLS is for an edge that has their certificates.
const sensible = (chosen) => !(chosen.includes('backup') && chosen.includes('postgres-external'))
  && !(chosen.includes('mtls') && !chosen.includes('edge-nginx'));

export const everyCombination = () => choices
  .reduce((all, row) => all.flatMap((chosen) => row.map((one) => [...chosen, one])), [[]])
  .filter(sensible);

// Few combinations in which every two components meet, and each is met by the lack of every other.
export function everyPair() {
  const pairsOf = (chosen) => chosen.flatMap((a, i) => chosen.slice(i + 1).map((b, j) => `${i}:${a} ${i + 1 + j}:${b}`));
  const all = everyCombination().map((chosen) => ({ chosen, pairs: pairsOf(chosen) }));
  const open = new Set(all.flatMap(({ pairs }) => pairs));
  const picked = [];
  while (open.size > 0) {
    const gain = ({ pairs }) => pairs.filter((pair) => open.has(pair)).length;
    const best = all.reduce((most, one) => (gain(one) > gain(most) ? one : most));
    best.pairs.forEach((pair) => open.delete(pair));
    picked.push(best.chosen);
  }
  return picked;
}

// A copy of deploy/k8s in which to make kustomizations of one's own.
export class Copy {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'lyceum-k8s-'));
    cpSync(k8s, this.folder, { recursive: true });
  }

  // The base with these components.
  render(components) {
    const folder = join(this.folder, 'overlays', 'combination');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'kustomization.yaml'), yaml.dump({
      apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', namespace: 'lyceum', resources: ['../../base'],
      components: components.filter(Boolean).map((name) => `../../components/${name}`),
    }));
    return render(folder);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
