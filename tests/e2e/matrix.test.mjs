// Every rpc x role x own and other tenant x own and other user, generated from the contracts: what an rpc's access rule says is
// what the running servers do.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import protobuf from 'protobufjs';
import { Cluster } from './support/cluster.mjs';
import { everyRpc, namePatterns } from './support/protos.mjs';

const roles = ['learner', 'teacher', 'author', 'admin', 'service'];
const enumOf = (role) => `ROLE_${role.toUpperCase()}`;
const cluster = new Cluster();
const tokens = {};

before(async () => {
  await cluster.start();
  for (const role of roles) tokens[role] = cluster.token('ada', [role], 'acme');
});
after(() => cluster.stop());

// A request whose resource names are well formed and point at `tenant` and `user`. Returns what it named.
function requestFor(type, tenant, user, named = {}, depth = 0) {
  const request = {};
  const patterns = namePatterns(type);
  for (const field of type.fieldsArray) {
    const rule = patterns[field.name];
    if (rule && (!rule.optional || field.name === 'name')) {
      const name = rule.patterns[0].split('/').map((segment, i, all) => {
        if (segment !== '*') return segment;
        if (all[i - 1] === 'tenants') return tenant;
        if (all[i - 1] === 'users') return user;
        return all[i - 1] === 'revisions' ? '1' : 'no-such-thing-0001';
      }).join('/');
      named.tenant ||= name.startsWith('tenants/');
      named.user ||= name.includes('/users/');
      request[field.name] = rule.repeated ? [name] : name;
    } else if (field.resolvedType instanceof protobuf.Type && !field.repeated && !field.partOf && depth === 0 && field.resolvedType.fullName.startsWith('.lyceum.')) {
      const nested = requestFor(field.resolvedType, tenant, user, named, depth + 1);
      if (Object.keys(nested).length > 0) request[field.name] = nested;
    }
  }
  return request;
}

async function codeOf(rpc, process, token, tenant, user) {
  const named = {};
  const request = requestFor(rpc.requestType, tenant, user, named);
  try {
    await cluster.call(rpc.service.replace('lyceum.', ''), rpc.rpc, request, { token, process });
    return { code: 0, named };
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return { code: error.code, error, named };
  }
}

const [invalidArgument, notFound, denied, unauthenticated] = [3, 5, 7, 16];
let calls = 0;

for (const rpc of everyRpc()) {
  // OperationService is the one that every process serves.
  for (const process of rpc.family === 'api' ? ['content'] : [rpc.family]) {
    test(`${rpc.service}.${rpc.rpc} at ${process}`, async () => {
      const without = await codeOf(rpc, process, undefined, 'acme', 'ada');
      assert.equal(without.code, unauthenticated, 'without a token');
      assert.equal(without.error.rpc.ErrorInfo.reason, 'TOKEN_MISSING');
      for (const role of roles) {
        const token = tokens[role];
        const allowed = role === 'admin' || rpc.roles.includes(enumOf(role));
        const own = await codeOf(rpc, process, token, 'acme', 'ada');
        calls += 3;
        if (!allowed) {
          assert.equal(own.code, denied, `${role} is not allowed: ${own.error?.message}`);
          assert.equal(own.error.rpc.ErrorInfo.reason, 'ROLE_MISSING');
          continue;
        }
        assert.ok(![denied, unauthenticated, 2, 12, 13].includes(own.code), `${role} on its own: ${own.error?.message}`);
        if (own.named.tenant) {
          const foreign = await codeOf(rpc, process, token, 'umbra', 'ada');
          assert.equal(foreign.code, notFound, `${role} in another tenant: ${foreign.error?.message}`);
        }
        if (own.named.user) {
          const other = await codeOf(rpc, process, token, 'acme', 'eve');
          const any = role === 'admin' || rpc.anyUser.includes(enumOf(role));
          if (any) {
            assert.ok(![denied, unauthenticated].includes(other.code), `${role} may name any user: ${other.error?.message}`);
          } else {
            assert.equal(other.code, notFound, `${role} on another user's: ${other.error?.message}`);
          }
        }
      }
    });
  }
}

test('the matrix is not empty', () => {
  assert.ok(calls > 500, `${calls} calls`);
  assert.notEqual(invalidArgument, notFound);
});
