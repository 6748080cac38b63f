// deploy/k8s, as it would be applied: it renders, fits the schemas of its kinds, and keeps the policies; and each of these
// checks finds what it is there to find. It is not a cluster: what controllers make of the objects is not seen here.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Model } from './model.mjs';
import { policies } from './policy.mjs';
import { Copy, everyCombination, everyPair, overlay, overlays } from './render.mjs';
import { check, schemasAreHere } from './schema.mjs';

// Every combination takes minutes; in a default run every two choices meet in one.
const combinations = process.env.DEPLOY_ALL ? everyCombination() : everyPair();
const rendered = {};
let copy;
before(() => { copy = new Copy(); });
after(() => copy.remove());

const violations = (objects) => {
  const model = new Model(objects);
  return policies.flatMap(([rule, broken]) => broken(model).map((what) => `${rule}: ${what}`));
};
const without = schemasAreHere ? {} : { skip: 'the schemas of Kubernetes (LYCEUM_SHARED) are not here' };
if (!schemasAreHere) console.error('!!! tests/deploy: the schemas of Kubernetes are absent; manifests are NOT checked against them');

test('with TLS between the services the policies hold too', () => {
  rendered.mtls = copy.render(['postgres', 'edge-nginx', 'mtls']);
  assert.deepEqual(violations(rendered.mtls), []);
});

for (const name of overlays()) {
  test(`overlay ${name} renders and keeps the policies`, () => {
    rendered[name] = overlay(name);
    assert.deepEqual(violations(rendered[name]), []);
  });
  test(`overlay ${name} fits the schemas`, without, () => assert.deepEqual(check(rendered[name]), []));
}

test(`${combinations.length} combinations of components render, keep the policies and fit the schemas`, () => {
  for (const chosen of combinations) {
    const objects = copy.render(chosen);
    assert.deepEqual(violations(objects), [], chosen.join(' '));
    if (schemasAreHere) assert.deepEqual(check(objects), [], chosen.join(' '));
  }
});

test('a mistake in a patch, a missing file and an unknown word of kustomize are found', () => {
  assert.throws(() => copy.render(['monitorign']), /monitorign/);
  const file = join(copy.folder, 'components', 'tls', 'kustomization.yaml');
  writeFileSync(file, 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresuorces: [certificate.yaml]\n');
  assert.throws(() => copy.render(['tls']), /resuorces/);
});

for (const [rule, , breakIt] of policies) {
  test(`found when broken: ${rule}`, () => {
    const found = Object.values(rendered).map((objects) => structuredClone(objects)).flatMap((objects) => {
      try {
        breakIt(objects);
      } catch (error) {
        if (error instanceof TypeError) return [];  // this overlay has no such object
        throw error;
      }
      return violations(objects);
    });
    assert.ok(found.some((line) => line.startsWith(`${rule}: `)), `found only ${found.join('; ')}`);
  });
}

// Each spoils one object; the line that must come up.
const spec = (objects, kind, name) => objects.find((object) => object.kind === kind && object.metadata.name === name).spec;
const server = (objects) => spec(objects, 'Deployment', 'lyceum-quiz').template.spec.containers[0];
const faults = [
  ['an unknown field', (o) => { server(o).livenessPorbe = {}; }, /containers\[0\]\.livenessPorbe: is no field/],
  ['an unknown field of another project\'s kind', (o) => { spec(o, 'ServiceMonitor', 'lyceum').endpoints[0].intervall = '15s'; }, /endpoints\[0\]\.intervall: is no field/],
  ['text for a number', (o) => { spec(o, 'Deployment', 'lyceum-quiz').minReadySeconds = '5'; }, /minReadySeconds: is string, not integer/],
  ['a number for text', (o) => { server(o).env[0].value = 5; }, /value: is integer, not string/],
  ['an object for a list', (o) => { server(o).ports = {}; }, /ports: is object, not array/],
  ['a missing field', (o) => { delete spec(o, 'Deployment', 'lyceum-quiz').selector; }, /spec\.selector: is missing/],
  ['a missing field of another project\'s kind', (o) => { delete spec(o, 'Certificate', 'lyceum-edge').issuerRef; }, /spec\.issuerRef: is missing/],
  ['a value outside of an enumeration', (o) => { server(o).imagePullPolicy = 'Sometimes'; }, /Sometimes is none of Always/],
  ['the same, of another project\'s kind', (o) => { spec(o, 'Gateway', 'lyceum').listeners[0].tls.mode = 'End'; }, /End is none of Terminate/],
  ['text that does not match its pattern', (o) => { spec(o, 'ServiceMonitor', 'lyceum').endpoints[0].interval = 'often'; }, /interval: often does not match/],
  ['a number out of range', (o) => { spec(o, 'GRPCRoute', 'lyceum-quiz').rules[0].backendRefs[0].port = 70000; }, /port: 70000 is out of range/],
  ['a kind nobody knows', (o) => { o[0].kind = 'Deploiment'; }, /no schema of .*Deploiment/],
  ['an old version', (o) => { o.find(({ kind }) => kind === 'HorizontalPodAutoscaler').apiVersion = 'autoscaling/v2beta2'; }, /no schema of autoscaling\/v2beta2/],
];
for (const [what, breakIt, line] of faults) {
  test(`the schemas find ${what}`, without, () => {
    const objects = structuredClone(rendered.production);
    breakIt(objects);
    const found = check(objects);
    assert.equal(found.length, 1, found.join('; '));
    assert.match(found[0], line);
  });
}
