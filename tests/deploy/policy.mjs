// What every rendering must keep, one row a rule: [its sentence, what breaks it (a line each), a way to break it]. The last is
// the proof that the rule can fail: the tests break each rule in a good rendering and demand that it, and its name, comes up.
import { selects } from './model.mjs';

const services = ['content', 'quiz', 'progress'];
// Who deploys brings these; deploy/k8s/README.md says how.
const brought = {
  ConfigMap: { 'lyceum-jwks': ['jwks.json'] },
  Secret: {
    'lyceum-database': ['uri', 'password'], 'lyceum-service-token': ['token'], 'lyceum-edge-tls': ['tls.crt', 'tls.key'],
    // Made by operators: cert-manager's, CloudNativePG's.
    'lyceum-mtls': ['tls.crt', 'tls.key', 'ca.crt'],
    'lyceum-postgres-app': ['uri'], 'lyceum-postgres-ca': ['ca.crt'],
  },
};
// Seconds that calls in progress get after the drain wait: ServerOptions::finish_wait.
const finishWait = 10;

const containers = (model, ...kinds) => model.pods.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
  .flatMap((pod) => pod.spec.containers.map((container) => ({ pod, container, name: `${pod.name}/${container.name}` })));
const standing = (model) => containers(model, 'Deployment', 'StatefulSet');
const isSingle = ({ owner }) => owner.spec.strategy?.type === 'Recreate' || owner.kind === 'StatefulSet';
const replicated = (model) => model.pods.filter((pod) => pod.kind === 'Deployment' && !isSingle(pod));
const failing = (list, holds, say = ({ name }) => name) => list.filter((one) => !holds(one)).map(say);
const server = (model, service) => containers(model, 'Deployment').find(({ pod }) => pod.name === `Deployment/lyceum-${service}`);
const spoil = (kind, name, change) => (objects) => change(objects.find((o) => o.kind === kind && o.metadata.name === name));
const spoilQuiz = (change) => spoil('Deployment', 'lyceum-quiz', ({ spec }) => change(spec.template.spec, spec));
const spoilServer = (change) => spoilQuiz(({ containers: [first] }) => change(first));

// What a pod refers to, as [kind, name, key].
function references({ spec }) {
  const volumes = (spec.volumes ?? []).flatMap(({ configMap, secret, persistentVolumeClaim }) => [
    ...(configMap ? [['ConfigMap', configMap.name], ...(configMap.items ?? []).map(({ key }) => ['ConfigMap', configMap.name, key])] : []),
    ...(secret ? [['Secret', secret.secretName], ...(secret.items ?? []).map(({ key }) => ['Secret', secret.secretName, key])] : []),
    ...(persistentVolumeClaim ? [['PersistentVolumeClaim', persistentVolumeClaim.claimName]] : []),
  ]);
  const maps = spec.containers.flatMap(({ envFrom }) => (envFrom ?? []).map(({ configMapRef }) => ['ConfigMap', configMapRef?.name]));
  return [
    ...volumes, ...maps,
    ...(spec.serviceAccountName ? [['ServiceAccount', spec.serviceAccountName]] : []),
    ...(spec.priorityClassName ? [['PriorityClass', spec.priorityClassName]] : []),
  ];
}
const resolves = (model, [kind, name, key]) => {
  const own = model.find(kind, name);
  if (own) return key === undefined || key in (own.data ?? {});
  const keys = brought[kind]?.[name];
  return keys !== undefined && (key === undefined || keys.includes(key));
};

// The addresses in a program's settings, as {host, port}.
const addresses = (variables) => Object.values(variables)
  .map((value) => /^(?:redis:\/\/)?(lyceum-[a-z-]+):(\d+)$/.exec(value)).filter(Boolean).map(([, host, port]) => ({ host, port: Number(port) }));
const portOf = (container, name) => container.ports?.find((port) => port.name === name)?.containerPort;

export const policies = [
  ['pods run as Pod Security "restricted" wants, on a file system they cannot write to', (model) => failing(containers(model), ({ pod: { spec }, container: { securityContext: c } }) =>
    spec.securityContext?.runAsNonRoot === true && spec.securityContext.runAsUser > 0 && spec.securityContext.seccompProfile?.type === 'RuntimeDefault'
    && c?.allowPrivilegeEscalation === false && c.readOnlyRootFilesystem === true && c.capabilities?.drop?.includes('ALL') && !c.capabilities.add && !c.privileged
    && !spec.hostNetwork && !spec.hostPID && !spec.hostIPC && !(spec.volumes ?? []).some(({ hostPath }) => hostPath)),
  spoilServer((c) => { c.securityContext.readOnlyRootFilesystem = false; })],

  ['the namespace enforces Pod Security "restricted", and everything is in it', (model) => [
    ...failing(model.of('Namespace'), ({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted', ({ metadata }) => metadata.name),
    ...failing(model.objects.filter(({ kind }) => kind !== 'Namespace'), ({ metadata }) => model.find('Namespace', metadata.namespace), ({ kind, metadata }) => `${kind}/${metadata.name}`),
  ], spoil('Service', 'lyceum-quiz', ({ metadata }) => { metadata.namespace = 'default'; })],

  ['no pod gets a token of the API server, or variables of Services', (model) => failing(model.pods.filter(({ kind }) => kind !== 'Cluster'),
    ({ spec }) => spec.automountServiceAccountToken === false && spec.enableServiceLinks === false),
  spoilQuiz((spec) => { delete spec.automountServiceAccountToken; })],

  ['images have a version', (model) => failing(containers(model), ({ container: { image } }) => /@sha256:[0-9a-f]{64}$|:v?\d[\w.-]*$/.test(image)),
    spoilServer((c) => { c.image = 'lyceum:latest'; })],

  ['containers ask for CPU and memory, and are bounded in memory', (model) => failing(containers(model),
    ({ container: { resources } }) => resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory),
  spoilServer((c) => { delete c.resources.limits; })],

  ['what runs has three probes, and readiness is not liveness', (model) => failing(standing(model), ({ container: { startupProbe, readinessProbe, livenessProbe } }) => {
    const asks = (probe) => JSON.stringify(probe.grpc ?? probe.httpGet ?? probe.tcpSocket ?? probe.exec);
    return startupProbe && readinessProbe && livenessProbe && asks(readinessProbe) !== asks(livenessProbe);
  }), spoilServer((c) => { c.readinessProbe = c.livenessProbe; })],

  ['liveness asks for the process alone', (model) => failing(standing(model), ({ container: { livenessProbe: probe } }) =>
    (probe?.grpc ? probe.grpc.service === '' : Boolean(probe?.tcpSocket))),
  spoilServer((c) => { c.livenessProbe = { grpc: { port: 7000, service: 'lyceum.quiz.v1.QuizService' } }; })],

  ['readiness asks for a service of the program\'s own contract', (model) => services.filter((service) =>
    !server(model, service)?.container.readinessProbe?.grpc?.service?.startsWith(`lyceum.${service}.v1.`)),
  spoilServer((c) => { c.readinessProbe.grpc.service = 'lyceum.content.v1.ExplanationService'; })],

  ['a pod sleeps before it stops, and has time for its whole drain', (model) => replicated(model).filter(({ spec }) => {
    const [container] = spec.containers;
    const sleep = container.lifecycle?.preStop?.sleep?.seconds;
    const drain = Number(model.variables(container).LYCEUM_DRAIN_WAIT_MS ?? 0) / 1000 + finishWait;
    return !(sleep > 0 && spec.terminationGracePeriodSeconds >= sleep + drain + 5);
  }).map(({ name }) => name), spoilQuiz((spec) => { spec.terminationGracePeriodSeconds = 20; })],

  ['a rollout takes no replica away before another serves', (model) => failing(replicated(model), ({ owner: { spec } }) => spec.strategy?.rollingUpdate?.maxUnavailable === 0),
    spoilQuiz((_, spec) => { spec.strategy.rollingUpdate.maxUnavailable = 1; })],

  ['an eviction takes one replica at a time', (model) => failing(replicated(model), ({ labels }) => model.of('PodDisruptionBudget').some(({ spec }) =>
    spec.maxUnavailable === 1 && spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' && selects(spec.selector, labels))),
  spoil('PodDisruptionBudget', 'lyceum-quiz', ({ spec }) => { spec.selector.matchLabels['app.kubernetes.io/name'] = 'lyceum-qiuz'; })],

  ['replicas are spread over zones and hosts, by their own labels', (model) => failing(replicated(model), ({ spec, labels }) =>
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].every((topology) => spec.topologySpreadConstraints?.some(({ topologyKey, labelSelector }) =>
      topologyKey === topology && selects(labelSelector, labels) && 'app.kubernetes.io/name' in labelSelector.matchLabels))),
  spoilQuiz((spec) => { spec.topologySpreadConstraints.pop(); })],

  ['either the Deployment says how many replicas there are, or what scales it', (model) => {
    const scalers = model.of('HorizontalPodAutoscaler').map(({ metadata, spec }) => ({ name: metadata.name, spec, target: model.find(spec.scaleTargetRef.kind, spec.scaleTargetRef.name) }));
    return [
      ...failing(scalers, ({ target, spec }) => target && spec.minReplicas >= 2 && spec.behavior?.scaleDown?.stabilizationWindowSeconds >= 300),
      ...failing(model.of('Deployment'), (deployment) => ('replicas' in deployment.spec) !== scalers.some(({ target }) => target === deployment), ({ metadata }) => metadata.name),
    ];
  }, spoilQuiz((_, spec) => { if ('replicas' in spec) delete spec.replicas; else spec.replicas = 3; })],

  ['a Service leads to pods that stay, and to ports they name', (model) => model.of('Service').filter(({ spec }) => {
    const pods = model.pods.filter(({ labels }) => selects(spec.selector, labels));
    return pods.length !== 1 || ['Job', 'CronJob'].includes(pods[0].kind) || !spec.ports.every(({ targetPort }) => pods[0].spec.containers.some((c) => portOf(c, targetPort)));
  }).map(({ metadata }) => metadata.name), spoil('Service', 'lyceum-quiz', ({ spec }) => { spec.ports[0].targetPort = 'grcp'; })],

  ['a program listens where its ports and probes are', (model) => services.filter((service) => {
    const { container } = server(model, service);
    const variables = model.variables(container);
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe].map(({ grpc }) => grpc?.port);
    const health = variables.LYCEUM_HEALTH_LISTEN === undefined ? 'grpc' : 'health';
    return variables.LYCEUM_LISTEN !== `0.0.0.0:${portOf(container, 'grpc')}` || variables.LYCEUM_METRICS_LISTEN !== `0.0.0.0:${portOf(container, 'metrics')}`
      || (health === 'health' && variables.LYCEUM_HEALTH_LISTEN !== `0.0.0.0:${portOf(container, 'health')}`)
      || probes.some((port) => port && port !== portOf(container, health));
  }), spoilServer((c) => { c.ports[0].containerPort = 7002; })],

  ['if one program speaks TLS, all do, the edge too, and their files are there', (model) => {
    const all = services.map((service) => ({ service, ...server(model, service) }));
    const speaks = ({ container }) => model.variables(container).LYCEUM_TLS_CERTIFICATE !== undefined;
    if (!all.some(speaks)) return [];
    const edge = model.find('ConfigMap', model.find('Deployment', 'lyceum-edge')?.spec.template.spec.volumes.find(({ name }) => name === 'config')?.configMap.name);
    const files = ({ container }) => ['CERTIFICATE', 'KEY', 'AUTHORITY'].map((kind) => model.variables(container)[`LYCEUM_TLS_${kind}`]);
    const mounted = ({ container }) => container.volumeMounts.find(({ name }) => name === 'mtls')?.mountPath;
    return [
      ...all.filter((one) => !speaks(one) || !files(one).every((file) => file?.startsWith(`${mounted(one)}/`))).map(({ service }) => service),
      ...(edge && !/grpc_pass grpcs:.*grpc_ssl_verify on;/s.test(edge.data['upstream.conf']) ? ['edge'] : []),
    ];
  }, (objects) => { delete objects.find(({ kind, metadata, data }) => kind === 'ConfigMap' && /^lyceum-quiz/.test(metadata.name) && data.LYCEUM_TLS_KEY).data.LYCEUM_TLS_KEY; }],

  ['what a pod refers to is here, or brought by who deploys', (model) => model.pods.flatMap((pod) =>
    references(pod).filter((reference) => !resolves(model, reference)).map((reference) => `${pod.name}: ${reference.filter(Boolean).join(' ')}`)),
  spoilQuiz((spec) => { spec.priorityClassName = 'lyceum-high'; })],

  ['secrets are files, never variables, and never in the manifests', (model) => [
    ...model.of('Secret').map(({ metadata }) => metadata.name),
    ...containers(model).filter(({ container: { env, envFrom } }) => (env ?? []).some(({ valueFrom }) => valueFrom?.secretKeyRef) || (envFrom ?? []).some(({ secretRef }) => secretRef)).map(({ name }) => name),
    ...model.of('ConfigMap').filter(({ data }) => Object.values(data ?? {}).some((value) => /:\/\/[^/\s:]*:[^@\s]+@|BEGIN [A-Z ]*PRIVATE KEY/.test(value))).map(({ metadata }) => metadata.name),
  ], spoilServer((c) => { c.env.push({ name: 'LYCEUM_DATABASE', valueFrom: { secretKeyRef: { name: 'lyceum-database', key: 'uri' } } }); })],

  ['the migrations are those of the programs that follow', (model) => (model.of('Job').length === 0 ? [] : services.filter((service) => {
    const job = containers(model, 'Job').find(({ pod }) => pod.name === `Job/lyceum-migrate-${service}`);
    const { pod, container } = server(model, service);
    const database = ({ spec }) => JSON.stringify(spec.volumes.find(({ name }) => name === 'database'));
    const settings = ({ env }) => JSON.stringify(env.filter(({ name }) => name.startsWith('PG')));
    return !job || job.container.image !== container.image || database(job.pod) !== database(pod) || settings(job.container) !== settings(container)
      || job.container.command.join(' ') !== `lyceum-${service} --migrate-only`;
  })), spoil('Job', 'lyceum-migrate-quiz', ({ spec }) => { spec.template.spec.containers[0].image = 'lyceum:0.0.9'; })],

  ['programs call names that exist, those of each other by headless Services', (model) => services.flatMap((service) =>
    addresses(model.variables(server(model, service).container)).filter(({ host, port }) => {
      const target = model.find('Service', host);
      const headless = !/-(content|quiz|progress)$/.test(host) || target?.spec.clusterIP === 'None';
      return !headless || !target?.spec.ports.some((one) => one.port === port);
    }).map(({ host, port }) => `${service}: ${host}:${port}`)),
  (objects) => { objects.find(({ kind, data }) => kind === 'ConfigMap' && data?.LYCEUM_CONTENT).data.LYCEUM_CONTENT = 'lyceum-content:7000'; }],

  ['with network policies, whoever must talk may, and nobody else', (model) => {
    if (!model.find('NetworkPolicy', 'default-deny')) return [];
    const pod = (name) => model.pods.find((one) => one.name.split('/')[1] === name);
    const client = (names, target, port) => names.map((name) => [name, target, port]);
    const wanted = [
      ...client(['lyceum-content', 'lyceum-quiz', 'lyceum-progress', 'lyceum-backup', 'lyceum-restore'], 'lyceum-postgres', 5432),
      ...client(['lyceum-content', 'lyceum-quiz'], 'lyceum-redis', 6379),
      ...client(['lyceum-quiz', 'lyceum-edge'], 'lyceum-content', 7000), ...client(['lyceum-quiz', 'lyceum-edge'], 'lyceum-progress', 7000),
      ['lyceum-edge', 'lyceum-quiz', 7000],
    ].map(String);
    const everybody = model.pods.map(({ name }) => name.split('/')[1]);
    const ports = { 'lyceum-postgres': 5432, 'lyceum-redis': 6379, 'lyceum-edge': 8443, 'lyceum-content': 7000, 'lyceum-quiz': 7000, 'lyceum-progress': 7000 };
    return everybody.flatMap((from) => everybody.filter((to) => to !== from && ports[to] && to !== 'lyceum-edge').flatMap((to) => {
      const may = model.mayTalk(pod(from).labels, pod(to).labels, ports[to]);
      const migrates = from.startsWith('lyceum-migrate-') && to === 'lyceum-postgres';
      return may === (migrates || wanted.includes(String([from, to, ports[to]]))) ? [] : [`${from} ${may ? 'may' : 'may not'} reach ${to}`];
    }));
  }, (objects) => { objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'lyceum-redis').spec.ingress[0].from[0].podSelector = {}; }],

  ['with network policies, every pod has some beside the default', (model) => (!model.find('NetworkPolicy', 'default-deny') ? [] : failing(model.pods, ({ labels }) =>
    model.of('NetworkPolicy').some(({ metadata, spec }) => !['default-deny', 'lyceum-to-dns'].includes(metadata.name) && selects(spec.podSelector, labels)))),
  (objects) => objects.forEach(({ kind, spec }) => { if (kind === 'Deployment' && spec.template.metadata.labels['app.kubernetes.io/name'] === 'lyceum-redis') spec.template.metadata.labels = { a: 'b' }; })],

  ['a route leads to a Service and its port', (model) => model.of('GRPCRoute').flatMap(({ metadata, spec }) => spec.rules.flatMap(({ backendRefs }) => backendRefs)
    .filter(({ name, port }) => !model.find('Service', name)?.spec.ports.some((one) => one.port === port)).map(({ name }) => `${metadata.name}: ${name}`)),
  spoil('GRPCRoute', 'lyceum-quiz', ({ spec }) => { spec.rules[0].backendRefs[0].port = 7002; })],

  ['Prometheus finds the metrics of every program', (model) => (model.of('ServiceMonitor').length === 0 ? [] : services.filter((service) =>
    !model.of('ServiceMonitor').some(({ spec }) => model.of('Service').some(({ metadata, spec: { ports, selector } }) => selects(spec.selector, metadata.labels ?? {})
      && selects(selector, server(model, service).pod.labels) && spec.endpoints.some(({ port }) => ports.some(({ name }) => name === port)))))),
  spoil('ServiceMonitor', 'lyceum', ({ spec }) => { spec.endpoints[0].port = 'metric'; })],
];
