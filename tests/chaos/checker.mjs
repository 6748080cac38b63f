// Compares what clients were told with what is stored.
const micros = (duration) => duration.seconds * 1e6 + duration.nanos / 1e3;
const given = (result) => result.response?.kind !== undefined;

// answers: as Game writes them down; reports: {session: SessionReport}, a missing one if it cannot be had; totals:
// {user: Totals} of progress. Returns what is wrong, each a line that begins with lost, doubled, changed or invented.
export function compare(answers, reports, totals) {
  const stored = storedAnswers(reports);
  return [...stored.wrong, ...compareAnswers(answers, stored.results), ...compareTotals(stored.results, totals)];
}

// The answers of all reports: results: {"participant item": {user, response, micros}}, wrong: those that are there twice.
function storedAnswers(reports) {
  const results = new Map();
  const wrong = [];
  for (const [session, report] of Object.entries(reports)) {
    const users = new Set();
    for (const { standing, user, results: own } of report.participants) {
      if (users.has(user)) wrong.push(`doubled: ${user} takes part in ${session} twice`);
      users.add(user);
      for (const result of own.filter(given)) {
        const key = `${standing.participant} ${result.item}`;
        if (results.has(key)) wrong.push(`doubled: ${key} is reported twice`);
        results.set(key, { user: user.split('/').at(-1), response: result.response, micros: micros(result.response_time) });
      }
    }
    for (const { item, answered_count } of report.items) {
      const count = report.participants.filter(({ results: own }) => own.some((result) => result.item === item.id && given(result))).length;
      if (count > answered_count) wrong.push(`lost: ${item.id} of ${session} counts ${answered_count} of ${count} answers`);
      if (count < answered_count) wrong.push(`doubled: ${item.id} of ${session} counts ${answered_count} for ${count} answers`);
    }
  }
  return { results, wrong };
}

function compareAnswers(answers, results) {
  const wrong = [];
  const sent = new Set();
  for (const { participant, item, response, acknowledged } of answers) {
    const key = `${participant} ${item}`;
    sent.add(key);
    const result = results.get(key);
    if (!result) {
      if (acknowledged) wrong.push(`lost: ${key}`);
    } else if (result.response.true_false !== response.true_false) {
      wrong.push(`changed: ${key} is ${JSON.stringify(result.response)}, was ${JSON.stringify(response)}`);
    } else if (acknowledged && micros(acknowledged.response_time) !== result.micros) {
      wrong.push(`changed: ${key} was acknowledged at ${micros(acknowledged.response_time)} us, is stored at ${result.micros}`);
    }
  }
  for (const key of results.keys()) if (!sent.has(key)) wrong.push(`invented: ${key}`);
  return wrong;
}

// Progress knows each stored answer once.
function compareTotals(results, totals) {
  const counts = countByUser(results);
  const wrong = [];
  for (const [user, { answers }] of Object.entries(totals)) {
    const expected = counts[user] ?? 0;
    if (answers < expected) wrong.push(`lost: progress has ${answers} of ${expected} answers of ${user}`);
    if (answers > expected) wrong.push(`doubled: progress has ${answers} for ${expected} answers of ${user}`);
  }
  return wrong;
}

function countByUser(results) {
  const counts = {};
  for (const { user } of results.values()) counts[user] = (counts[user] ?? 0) + 1;
  return counts;
}

// How many answers of each user the reports hold.
export const storedByUser = (reports) => countByUser(storedAnswers(reports).results);
