// What the running programs show, what they accept, and what deploy/ says about both: alerts, dashboards, scaling, settings.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import yaml from 'js-yaml';
import { Cluster, bin } from '../e2e/support/cluster.mjs';
import { Model } from './model.mjs';
import { parseScrape, selected, selectorsOf } from './promql.mjs';
import { k8s, overlay, overlays, root } from './render.mjs';

const monitoring = join(k8s, 'components', 'monitoring');
const rules = yaml.load(readFileSync(join(monitoring, 'alerts.yaml'), 'utf8')).spec;
const alerts = rules.groups.flatMap((group) => group.rules);
const alertTests = yaml.load(readFileSync(join(root, 'tests', 'deploy', 'alerts.test.yaml'), 'utf8'));
const dashboards = readdirSync(join(monitoring, 'dashboards')).map((file) => [file, JSON.parse(readFileSync(join(monitoring, 'dashboards', file), 'utf8'))]);
const rendered = Object.fromEntries(overlays().map((name) => [name, overlay(name)]));
const services = ['content', 'quiz', 'progress'];

let cluster, series;
before(async () => {
  cluster = await new Cluster().start();
  // What others show: Prometheus itself, and kube-state-metrics.
  series = [{ name: 'kube_cronjob_status_last_successful_time', labels: { cronjob: 'lyceum-backup' } }];
  for (const service of services) {
    const page = await (await fetch(`http://127.0.0.1:${cluster.metricsPorts[service]}/metrics`)).text();
    const labels = { job: `lyceum-${service}`, pod: 'pod' };
    series.push({ name: 'up', labels }, ...parseScrape(page, labels));
  }
});
after(() => cluster?.stop());

// gRPC's names; a code is shown once it was answered.
const codes = ['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'];

// What of an expression no program shows: a metric, or a value of a label.
function unknown(expression) {
  return selectorsOf(expression.replaceAll('$job', 'lyceum-.+').replaceAll('$__rate_interval', '5m')).flatMap((selector) => {
    const strange = selector.matchers.filter(({ label }) => label === 'code').flatMap(({ value }) => value.split('|')).filter((code) => !codes.includes(code));
    const matchers = selector.matchers.filter(({ label }) => label !== 'code');
    const finds = selected({ name: selector.name, matchers }, series).length > 0;
    // A regex that excludes is in vain if it excludes nothing.
    const inVain = matchers.filter(({ operator }) => operator === '!~')
      .flatMap(({ label, value }) => value.replace(/.*\(|\).*/g, '').split('|').map((part) => ({ label, operator: '=~', value: value.replace(/\(.*\)/, part) })))
      .filter((matcher) => selected({ name: selector.name, matchers: [matcher] }, series).length === 0);
    return [...strange, ...(finds ? [] : [JSON.stringify(selector)]), ...inVain.map(({ value }) => `nothing is ${value}`)];
  });
}

test('every metric and label of the alerts is in a scrape of the running programs', () => {
  for (const { alert, expr } of alerts) assert.deepEqual(unknown(expr), [], alert);
});

test('every metric and label of the dashboards is in a scrape of the running programs', () => {
  let panels = 0;
  for (const [file, { panels: all }] of dashboards) {
    for (const { title, targets } of all) {
      for (const { expr } of targets) assert.deepEqual(unknown(expr), [], `${file}: ${title}`);
      panels += 1;
    }
  }
  assert.ok(panels > 15);
});

test('every metric that scales is in a scrape of the program it scales', () => {
  const scalers = new Model(rendered.production).of('HorizontalPodAutoscaler');
  const metrics = scalers.flatMap(({ spec }) => spec.metrics.filter(({ type }) => type === 'Pods').map(({ pods }) => [pods.metric.name, spec.scaleTargetRef.name]));
  assert.ok(metrics.length > 0);
  for (const [name, job] of metrics) assert.deepEqual(unknown(`${name}{job="${job}"}`), []);
});

test('a misspelt metric, label, rpc or code would be found', () => {
  for (const expression of [
    'rate(lyceum_rpc_totl[5m]) > 1', 'sum by (job) (rate(lyceum_rpc_total{method=~".+Service.WatchSesion"}[5m]))', 'lyceum_rpc_total{code="UNAVAILBLE"}',
    'lyceum_outbox_lag_seconds{job="lyceum-content"}', 'lyceum_rpc_seconds_bucket{method!~".+Service.Wacht.+"}', 'lyceum_cache_hits_total{level="3"}',
    'a_metric or lyceum_rpc_total', 'lyceum_rpc_total unless on (job) another_metric', 'lyceum_rpc_total{methd="x"}',
  ]) assert.notDeepEqual(unknown(expression), [], expression);
});

// With the rules as Prometheus reads them, which is not as Kubernetes wraps them.
function promtool(command, change = (object) => object) {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-alerts-'));
  try {
    writeFileSync(join(folder, 'alerts.rules.yaml'), yaml.dump(change(structuredClone(rules))));
    cpSync(join(root, 'tests', 'deploy', 'alerts.test.yaml'), join(folder, 'alerts.test.yaml'));
    const file = { check: 'alerts.rules.yaml', test: 'alerts.test.yaml' }[command];
    const run = spawnSync('promtool', [command, 'rules', file], { cwd: folder, encoding: 'utf8' });
    assert.equal(run.error, undefined, 'promtool is missing: deploy/install test');
    return { status: run.status, text: run.stdout + run.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('promtool accepts the alerts, and their unit tests pass', () => {
  for (const command of ['check', 'test']) {
    const { status, text } = promtool(command);
    assert.equal(status, 0, text);
  }
});

test('promtool would find an expression that is none, and an alert that fires too late', () => {
  assert.notEqual(promtool('check', (spoilt) => { spoilt.groups[0].rules[0].expr = 'up{job=~"lyceum-.+" == 0'; return spoilt; }).status, 0);
  const { text } = promtool('test', (spoilt) => {
    for (const alert of spoilt.groups.flatMap((group) => group.rules)) alert.for = '3d';
    return spoilt;
  });
  for (const { alert } of alerts) assert.match(text, new RegExp(`alertname: ${alert},`), `no test of ${alert} demands that it fires`);
});

test('each alert has a test in which it is silent, a severity, a summary, and a page of the runbook', () => {
  const quiet = alertTests.tests.flatMap(({ alert_rule_test: all }) => all).filter(({ exp_alerts: expected }) => expected.length === 0).map(({ alertname }) => alertname);
  const pages = [...readFileSync(join(root, 'deploy', 'runbooks', 'README.md'), 'utf8').matchAll(/^## (Lyceum\w+)$/gm)].map(([, name]) => name);
  for (const { alert, labels, annotations } of alerts) {
    assert.ok(quiet.includes(alert), `no test in which ${alert} is silent`);
    assert.ok(['warning', 'critical'].includes(labels.severity) && annotations.summary, alert);
  }
  assert.deepEqual(pages.sort(), alerts.map(({ alert }) => alert).sort());
});

// Whether a program takes the settings of a container; it does not serve: it asks for the health of who does.
function start(model, container, extra = {}) {
  const [program, ...flags] = container.command;
  const env = { PATH: process.env.PATH, ...model.variables(container), ...extra };
  const run = spawnSync(join(bin, program), [...flags, '--healthcheck', '--listen', '127.0.0.1:1'], { env, encoding: 'utf8' });
  return { accepted: run.status === 1 && run.stderr.startsWith('127.0.0.1:1: '), text: run.stderr };
}

test('every flag and variable in a manifest is one its program accepts', () => {
  let seen = 0;
  for (const objects of Object.values(rendered)) {
    const model = new Model(objects);
    for (const container of model.pods.flatMap(({ spec }) => spec.containers).filter(({ command }) => command?.[0].startsWith('lyceum-'))) {
      const { accepted, text } = start(model, container);
      assert.ok(accepted, `${container.command}: ${text}`);
      seen += 1;
      for (const bad of [{ LYCEUM_REDSI: 'redis://x' }, { LYCEUM_DRAIN_WAIT_MS: '2s' }, { LYCEUM_MAX_CONNECTION_AGE_SECONDS: '0' }]) {
        assert.ok(!start(model, container, bad).accepted, `${container.command} takes ${JSON.stringify(bad)}`);
      }
    }
  }
  assert.equal(seen, 3 * 6);
});
