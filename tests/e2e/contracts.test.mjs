// The contracts keep buf's standard rules and stay compatible with what was released.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { everyRpc, protoRoot, reflection, root } from './support/protos.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const golden = join(root, 'tests', 'golden', 'contract.binpb');
const buf = (...args) => {
  const run = spawnSync(join(here, 'node_modules', '.bin', 'buf'), args, { encoding: 'utf8', cwd: root });
  return { ok: run.status === 0, output: run.stdout + run.stderr };
};

function changedCopy(change) {
  const copy = mkdtempSync(join(tmpdir(), 'lyceum-proto-'));
  cpSync(protoRoot, copy, { recursive: true });
  change(copy);
  return copy;
}

test('buf lint finds nothing', () => {
  const lint = buf('lint', 'proto');
  assert.ok(lint.ok, lint.output);
});

test('buf lint would find a badly named rpc', () => {
  const copy = changedCopy((folder) => {
    const file = join(folder, 'lyceum/quiz/v1/quiz_service.proto');
    writeFileSync(file, readFileSync(file, 'utf8').replace('rpc GetQuiz(', 'rpc get_quiz('));
  });
  assert.ok(!buf('lint', copy).ok);
  rmSync(copy, { recursive: true });
});

test('no change breaks a client of the released contract', () => {
  const breaking = buf('breaking', 'proto', '--against', golden);
  assert.ok(breaking.ok, breaking.output);
});

test('a changed field number would be found', () => {
  const copy = changedCopy((folder) => {
    const file = join(folder, 'lyceum/quiz/v1/quiz.proto');
    writeFileSync(file, readFileSync(file, 'utf8').replace('string title = 2;', 'string title = 77;'));
  });
  const breaking = buf('breaking', copy, '--against', golden);
  assert.ok(!breaking.ok);
  assert.match(breaking.output, /title/);
  rmSync(copy, { recursive: true });
});

test('every rpc says who may call it, and has messages of its own', () => {
  const rpcs = everyRpc();
  assert.ok(rpcs.length > 50, `${rpcs.length} rpcs`);
  for (const rpc of rpcs) {
    assert.ok(rpc.hasAccess && rpc.roles.length > 0, `${rpc.service}.${rpc.rpc} has no access rule`);
    assert.equal(rpc.requestType.name, `${rpc.rpc}Request`);
    assert.equal(rpc.responseType.name, `${rpc.rpc}Response`);
  }
});

test('no type a learner can receive before the reveal has a field for a key', () => {
  const suspicious = /^(correct|key|answer|answers|fraction_micros|accepted|patterns|tolerance|earliest|latest|pairs)$/;
  const seen = new Set();
  const visit = (type, path) => {
    if (seen.has(type.fullName)) return;
    seen.add(type.fullName);
    for (const field of type.fieldsArray) {
      assert.ok(!suspicious.test(field.name), `${path}.${field.name} in ${type.fullName}`);
      if (field.resolvedType?.fieldsArray && !field.resolvedType.fullName.startsWith('.google')) visit(field.resolvedType, `${path}.${field.name}`);
    }
  };
  visit(reflection.lookupType('lyceum.quiz.v1.Paper'), 'Paper');
  visit(reflection.lookupType('lyceum.quiz.v1.PaperSummary'), 'PaperSummary');
  assert.ok(seen.size >= 10, [...seen].join(' '));
});

test('google.rpc messages are those every other language knows: same names, numbers and types', () => {
  const theirs = new protobuf.Root();
  const gax = join(here, 'node_modules', 'google-gax', 'build', 'protos');
  theirs.resolvePath = (origin, target) => (target.startsWith('google/protobuf/') ? target : join(gax, target));
  theirs.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto', 'google/rpc/code.proto'], { keepCase: true });
  theirs.resolveAll();
  const compare = (name) => {
    const [mine, other] = [reflection.lookupType(name), theirs.lookupType(name)];
    for (const field of mine.fieldsArray) {
      const same = other.fieldsById[field.id];
      assert.ok(same, `${name}.${field.name}`);
      assert.deepEqual([field.name, field.type, field.repeated], [same.name, same.type, same.repeated], name);
    }
    for (const nested of mine.nestedArray) if (nested instanceof protobuf.Type) compare(`${name}.${nested.name}`);
  };
  for (const name of ['Status', 'ErrorInfo', 'RetryInfo', 'DebugInfo', 'QuotaFailure', 'PreconditionFailure', 'BadRequest', 'RequestInfo', 'ResourceInfo', 'Help', 'LocalizedMessage']) {
    compare(`google.rpc.${name}`);
  }
});
