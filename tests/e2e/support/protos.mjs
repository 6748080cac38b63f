// The contracts, read from the proto files alone: nothing generated, nothing shared with the C++ code.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const protoRoot = join(root, 'proto');

function protoFiles(service) {
  const folder = join('lyceum', service, 'v1');
  return readdirSync(join(protoRoot, folder)).filter((name) => name.endsWith('.proto')).map((name) => join(folder, name));
}

const files = ['api', 'content', 'quiz', 'progress'].flatMap(protoFiles).concat(['google/rpc/error_details.proto', 'google/rpc/status.proto']);
const definition = protoLoader.loadSync(files, { includeDirs: [protoRoot], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true });
export const lyceum = grpc.loadPackageDefinition(definition).lyceum;

// The same files as reflection: options included.
export const reflection = new protobuf.Root();
reflection.resolvePath = (origin, target) => {
  if (target.startsWith('google/protobuf/')) return protobuf.util.path.resolve(origin, target);
  return join(protoRoot, target);
};
reflection.loadSync(files.filter((file) => !file.startsWith('google/protobuf')), { keepCase: true });
reflection.resolveAll();

// Which process serves which package; every process also serves OperationService.
export const servedBy = { content: 'content', quiz: 'quiz', progress: 'progress' };

// Every rpc of the contracts: {service, rpc, process, roles, anyUser, requestType}.
export function everyRpc() {
  const rpcs = [];
  const walk = (space) => {
    for (const nested of space.nestedArray ?? []) {
      if (nested instanceof protobuf.Service) {
        for (const method of nested.methodsArray) {
          const access = (method.parsedOptions ?? []).map((option) => option['(access)'] ?? option['(lyceum.api.v1.access)']).find(Boolean) ?? {};
          const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
          rpcs.push({
            service: nested.fullName.slice(1),
            rpc: method.name,
            family: nested.fullName.split('.')[2],
            roles: list(access.roles),
            anyUser: list(access.any_user),
            hasAccess: Object.keys(access).length > 0,
            requestType: method.resolvedRequestType,
            responseType: method.resolvedResponseType,
          });
        }
      } else if (nested.nestedArray) {
        walk(nested);
      }
    }
  };
  walk(reflection.lookup('lyceum'));
  return rpcs;
}

// Resource name patterns of a request type: {field: [patterns], ...} of its top level.
export function namePatterns(type) {
  const patterns = {};
  for (const field of type.fieldsArray) {
    const option = (field.parsedOptions ?? []).map((o) => o['(resource)'] ?? o['(lyceum.api.v1.resource)']).find(Boolean);
    if (option) patterns[field.name] = { patterns: [].concat(option.patterns), optional: option.optional === true, repeated: field.repeated };
  }
  return patterns;
}

const errorDetails = {
  'google.rpc.ErrorInfo': null, 'google.rpc.BadRequest': null, 'google.rpc.RetryInfo': null, 'google.rpc.QuotaFailure': null,
};

// The google.rpc details of an error, by short name: {BadRequest: {...}, ErrorInfo: {...}}.
export function detailsOf(error) {
  const bytes = error.metadata?.get('grpc-status-details-bin')[0];
  if (!bytes) return {};
  const status = reflection.lookupType('google.rpc.Status').decode(bytes);
  const found = { status };
  for (const any of status.details) {
    const name = any.type_url.split('/').pop();
    if (name in errorDetails) {
      const type = reflection.lookupType(name);
      found[name.split('.').pop()] = type.toObject(type.decode(any.value), { longs: Number });
    }
  }
  return found;
}
