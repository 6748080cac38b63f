// Rendered objects as the policies look at them: pods with their owners, and who may talk to whom.

export class Model {
  constructor(objects) {
    this.objects = objects;
    this.pods = objects.flatMap(podsOf);
  }

  of(...kinds) {
    return this.objects.filter(({ kind }) => kinds.includes(kind));
  }

  find(kind, name) {
    return this.objects.find((object) => object.kind === kind && object.metadata.name === name);
  }

  // Of a pod's container: what its variables are, from ConfigMaps and by themselves.
  variables(container) {
    const maps = (container.envFrom ?? []).map(({ configMapRef }) => this.find('ConfigMap', configMapRef?.name)?.data ?? {});
    const own = (container.env ?? []).filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]);
    return Object.assign({}, ...maps, Object.fromEntries(own));
  }

  // True if the network policies let pods with the labels `from` open a connection to those with `to`; no policy, no bound.
  mayTalk(from, to, port) {
    const allows = (type, own, other) => {
      const bounds = this.of('NetworkPolicy').filter(({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, own));
      const rules = bounds.flatMap(({ spec }) => spec[type.toLowerCase()] ?? []);
      return bounds.length === 0 || rules.some((rule) => {
        const peers = rule[type === 'Ingress' ? 'from' : 'to'];
        const reached = !peers || peers.some(({ podSelector, namespaceSelector }) => !namespaceSelector && podSelector && selects(podSelector, other));
        return reached && (!rule.ports || rule.ports.some((allowed) => allowed.port === port && allowed.protocol === 'TCP'));
      });
    };
    return allows('Egress', from, to) && allows('Ingress', to, from);
  }
}

function podsOf(object) {
  const { kind, metadata, spec } = object;
  const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
  const pod = (labels, podSpec = { containers: [] }) => ({ name: `${kind}/${metadata.name}`, kind, owner: object, labels, spec: podSpec });
  if (['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind)) return [pod(template.metadata?.labels ?? {}, template.spec)];
  // The operator makes its pods.
  if (kind === 'Cluster') return [pod({ 'cnpg.io/cluster': metadata.name })];
  return [];
}

const holds = ({ key, operator, values }, labels) => {
  if (operator === 'Exists') return key in labels;
  if (operator === 'DoesNotExist') return !(key in labels);
  return (operator === 'In') === values.includes(labels[key]);
};

// True if a label selector, or a Service's plain map of labels, selects `labels`.
export function selects(selector, labels) {
  const plain = selector.matchLabels || selector.matchExpressions ? selector.matchLabels ?? {} : selector;
  return Object.entries(plain).every(([name, value]) => labels[name] === value)
    && (selector.matchExpressions ?? []).every((expression) => holds(expression, labels));
}
