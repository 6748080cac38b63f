// Holds objects to the schemas of their kinds, more strictly than a server does: fields nobody knows, wrong types, missing
// fields, values outside of an enumeration, a pattern or a range. Kubernetes' own schemas name no enumerations; those the
// manifests use are here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import yaml from 'js-yaml';
import { root } from './render.mjs';

const data = join(process.env.LYCEUM_SHARED ?? join(root, '..', 'shared'), 'data', 'kubernetes');
export const schemasAreHere = existsSync(data);

const core = (kind) => `io.k8s.api.core.v1.${kind}`;
const enums = {
  [`${core('Container')}.imagePullPolicy`]: ['Always', 'IfNotPresent', 'Never'],
  [`${core('PodSpec')}.restartPolicy`]: ['Always', 'OnFailure', 'Never'],
  [`${core('ServiceSpec')}.type`]: ['ClusterIP', 'LoadBalancer', 'NodePort', 'ExternalName'],
  [`${core('ServiceSpec')}.externalTrafficPolicy`]: ['Cluster', 'Local'],
  [`${core('ServicePort')}.protocol`]: ['TCP', 'UDP', 'SCTP'],
  [`${core('ContainerPort')}.protocol`]: ['TCP', 'UDP', 'SCTP'],
  [`${core('SeccompProfile')}.type`]: ['RuntimeDefault', 'Localhost', 'Unconfined'],
  [`${core('TopologySpreadConstraint')}.whenUnsatisfiable`]: ['DoNotSchedule', 'ScheduleAnyway'],
  'io.k8s.api.apps.v1.DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'io.k8s.api.batch.v1.CronJobSpec.concurrencyPolicy': ['Allow', 'Forbid', 'Replace'],
  'io.k8s.api.networking.v1.NetworkPolicyPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'io.k8s.api.policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': ['AlwaysAllow', 'IfHealthyBudget'],
  'io.k8s.api.autoscaling.v2.MetricSpec.type': ['Resource', 'Pods', 'Object', 'External', 'ContainerResource'],
  'io.k8s.api.autoscaling.v2.MetricTarget.type': ['Utilization', 'Value', 'AverageValue'],
  'io.k8s.api.autoscaling.v2.HPAScalingPolicy.type': ['Pods', 'Percent'],
};
const objectMeta = { $ref: '#/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };

const named = {};
const ofKind = new Map();
const key = (apiVersion, kind) => `${apiVersion} ${kind}`;

function load() {
  for (const file of readdirSync(join(data, 'openapi'))) {
    const { components } = JSON.parse(readFileSync(join(data, 'openapi', file), 'utf8'));
    Object.assign(named, components.schemas);
  }
  for (const [name, schema] of Object.entries(named)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const apiVersion = group ? `${group}/${version}` : version;
      if (schema.properties?.metadata) ofKind.set(key(apiVersion, kind), { $ref: `#/${name}` });
    }
  }
  for (const file of readdirSync(join(data, 'crds'))) {
    for (const { spec } of yaml.loadAll(readFileSync(join(data, 'crds', file), 'utf8')).filter(Boolean)) {
      for (const version of spec.versions.filter(({ served }) => served)) {
        const schema = structuredClone(version.schema.openAPIV3Schema);
        schema.properties.metadata = objectMeta;
        ofKind.set(key(`${spec.group}/${version.name}`, spec.names.kind), schema);
      }
    }
  }
}

const typeOf = (value) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};
const isType = (type, value) => typeOf(value) === type || (type === 'number' && typeOf(value) === 'integer');

// What is wrong with a value; `inside` is the name of the schema it belongs to, and `loose` lets unknown fields pass.
function problems(schema, value, path, inside = '', loose = false) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return problems(named[name], value, path, name, loose);
  }
  const wrong = (text) => [`${path}: ${text}`];
  const found = (schema.allOf ?? []).flatMap((part) => problems(part, value, path, inside, loose || !part.$ref));
  const either = [schema.oneOf, schema.anyOf].filter(Boolean);
  for (const branches of either) {
    if (!branches.some((branch) => problems(branch, value, path, inside, true).length === 0)) found.push(...wrong('fits no variant'));
  }
  if (schema['x-kubernetes-int-or-string']) return isType('integer', value) || typeof value === 'string' ? found : wrong('is neither number nor text');
  if (schema.type && !isType(schema.type, value)) return wrong(`is ${typeOf(value)}, not ${schema.type}`);
  const values = schema.enum ?? enums[`${inside}.${path.split('.').pop()}`];
  if (values && !values.includes(value)) found.push(...wrong(`${value} is none of ${values.join(', ')}`));
  if (schema.pattern && !new RegExp(schema.pattern).test(value)) found.push(...wrong(`${value} does not match ${schema.pattern}`));
  if (value < schema.minimum || value > schema.maximum) found.push(...wrong(`${value} is out of range`));
  if (value?.length < (schema.minLength ?? schema.minItems) || value?.length > (schema.maxLength ?? schema.maxItems)) found.push(...wrong('has a wrong length'));
  if (typeOf(value) === 'array' && schema.items) return found.concat(value.flatMap((item, i) => problems(schema.items, item, `${path}[${i}]`, inside, loose)));
  return typeOf(value) === 'object' ? found.concat(fields(schema, value, path, inside, loose)) : found;
}

function fields(schema, value, path, inside, loose) {
  const known = schema.properties ?? {};
  const found = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${path}.${name}: is missing`);
  const anything = loose || schema['x-kubernetes-preserve-unknown-fields'] || (!schema.properties && !schema.additionalProperties);
  for (const [name, field] of Object.entries(value)) {
    const rule = known[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (rule) {
      const owner = inside && known[name] ? inside : '';
      found.push(...problems(rule, field, `${path}.${name}`, owner, loose));
    } else if (!anything) {
      found.push(`${path}.${name}: is no field`);
    }
  }
  return found;
}

// What is wrong with the objects, a line each.
export function check(objects) {
  if (ofKind.size === 0) load();
  return objects.flatMap((object) => {
    const name = `${object.kind}/${object.metadata?.name}`;
    const schema = ofKind.get(key(object.apiVersion, object.kind));
    return schema ? problems(schema, object, name) : [`${name}: no schema of ${key(object.apiVersion, object.kind)}`];
  });
}
