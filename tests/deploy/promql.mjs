// What a PromQL expression asks for, as far as it can be compared with a scrape.

const words = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'inf', 'nan']);

// The series an expression names: [{name, matchers: [{label, operator, value}]}].
export function selectorsOf(expression) {
  const strings = [];
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${strings.push(JSON.parse(text)) - 1}"`)
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const found = [];
  const others = bare.replace(/([a-zA-Z_:][\w:]*)\s*\{([^}]*)\}/g, (_, name, inner) => {
    const matchers = [...inner.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"(\d+)"/g)].map(([, label, operator, n]) => ({ label, operator, value: strings[n] }));
    found.push({ name, matchers });
    return ' ';
  });
  for (const [, name, call] of others.matchAll(/\b([a-zA-Z_:][\w:]*)\s*(\(?)/g)) {
    if (!call && !words.has(name)) found.push({ name, matchers: [] });
  }
  return found;
}

const keeps = { '=': (a, b) => a === b, '!=': (a, b) => a !== b, '=~': (a, b) => new RegExp(`^(?:${b})$`).test(a), '!~': (a, b) => !new RegExp(`^(?:${b})$`).test(a) };

export const selected = ({ name, matchers }, series) => series.filter((one) => one.name === name
  && matchers.every(({ label, operator, value }) => keeps[operator](one.labels[label] ?? '', value)));

// The series of a page of metrics, each with these labels too.
export function parseScrape(text, labels) {
  return text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
    const [, name, , inner] = /^([\w:]+)(\{(.*)\})? /.exec(line);
    const own = [...(inner ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]);
    return { name, labels: { ...labels, ...Object.fromEntries(own) } };
  });
}
