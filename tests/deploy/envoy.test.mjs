// What can be said of deploy/envoy.yaml without an Envoy: it names the services of the contract and addresses of the manifests.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import yaml from 'js-yaml';
import { overlay, root } from './render.mjs';

const { static_resources: config } = yaml.load(readFileSync(join(root, 'deploy', 'envoy.yaml'), 'utf8'));
const [{ typed_config: public_ }] = config.listeners[0].filter_chains[0].filters;

test('it translates every service of the three programs', () => {
  const folder = join(root, 'proto', 'lyceum');
  const files = readdirSync(folder, { recursive: true }).filter((file) => /^(content|quiz|progress)\/.*\.proto$/.test(file));
  const contract = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, space] = /^package ([\w.]+);/m.exec(text);
    return [...text.matchAll(/^service (\w+)/gm)].map(([, name]) => `${space}.${name}`);
  });
  assert.deepEqual(public_.http_filters.find(({ name }) => name.endsWith('grpc_json_transcoder')).typed_config.services, contract.sort());
  const routes = public_.route_config.virtual_hosts[0].routes;
  for (const service of contract) assert.ok(routes.some(({ match, route }) => `/${service}/`.startsWith(match.prefix) && service.includes(`.${route.cluster}.`)), service);
});

test('it leads to the headless Services', () => {
  const objects = overlay('production');
  assert.equal(config.clusters.length, 3);
  for (const { name, load_assignment: { endpoints } } of config.clusters) {
    const { address, port_value: port } = endpoints[0].lb_endpoints[0].endpoint.address.socket_address;
    const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === address);
    assert.ok(address.endsWith(name) && service?.spec.clusterIP === 'None' && service.spec.ports.some((one) => one.port === port), name);
  }
});
