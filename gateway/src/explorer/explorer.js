'use strict';
const { examples, purposes, types, roots } = JSON.parse(document.getElementById('facts').textContent);
const at = (id) => document.getElementById(id);
const [token, purpose, query, variables, hints, status, answer, run] = [
  'token',
  'purpose',
  'query',
  'variables',
  'hints',
  'status',
  'answer',
  'run',
].map(at);
const HINTS_MAX = 40;
/** What goes on answering: it is asked for as an event stream. */
const STREAMED = /(^|[}\s])subscription\b|@live\b/;
/** Stops what is being shown live. */
let following;
/** Ids that earlier steps of a worked example left behind, by name. */
const remembered = new Map();
let current;

// ---- examples ---------------------------------------------------------------

for (const { role, user, text, steps } of examples) {
  const group = document.createElement('details');
  const list = document.createElement('ol');
  group.append(made('summary', role), made('p', text), list);
  group.open = user === 'analyst';
  for (const step of steps) {
    const button = made('button', step.title);
    button.type = 'button';
    button.className = 'example';
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => show(step, user, button));
    const item = document.createElement('li');
    item.append(button);
    list.append(item);
  }
  at('examples').append(group);
}
for (const name of purposes) purpose.append(new Option(name, name));

function show(step, user, button) {
  current = step;
  for (const other of document.querySelectorAll('.example'))
    other.setAttribute('aria-pressed', String(other === button));
  at('about').textContent = step.about;
  at('command').textContent = `npm run token -- ${user}`;
  query.value = step.query;
  variables.value = JSON.stringify(filled(step.variables ?? {}), null, 2);
  close();
}

/** Replaces `{{name}}` as examples.ts says; what no earlier step has left yet stays visible. */
function filled(value) {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  }
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\{\{(new\.)?(\w+)([+-]\d+h)?\}\}/g, (whole, isNew, name, shift = '+0h') => {
    if (isNew) remembered.set(name, `09-${crypto.randomUUID()}`);
    if (name === 'uuid') return crypto.randomUUID();
    if (name === 'code') return String(Math.floor(Math.random() * 9000) + 1000);
    if (name === 'now') return new Date(Date.now() + parseInt(shift, 10) * 3_600_000).toISOString();
    return remembered.get(name) ?? whole;
  });
}

// ---- asking -----------------------------------------------------------------

async function ask() {
  let given;
  try {
    given = variables.value.trim() === '' ? {} : JSON.parse(variables.value);
  } catch {
    return say('Las variables no son JSON válido.', true);
  }
  if (token.value.trim() === '') {
    say('Falta el token de acceso.', true);
    return token.focus();
  }
  if (STREAMED.test(query.value)) return follow(given);
  const asked = current;
  run.disabled = true;
  say('Consultando…', false);
  const started = performance.now();
  try {
    const response = await post('application/graphql-response+json, application/json;q=0.9', given);
    const text = await response.text();
    const result = JSON.parse(text);
    answer.textContent = JSON.stringify(result, null, 2);
    remember(asked, result.data);
    const errors = result.errors?.length ?? 0;
    const took = `${response.status} · ${Math.round(performance.now() - started)} ms`;
    say(
      errors ? `${took} · ${errors === 1 ? 'un error' : `${errors} errores`}` : `${took} · sin errores`,
      errors > 0,
    );
  } catch {
    say('No hubo respuesta de la puerta de enlace.', true);
  } finally {
    run.disabled = false;
  }
}

function post(accept, given, signal) {
  return fetch('/graphql', {
    method: 'POST',
    headers: {
      accept,
      'content-type': 'application/json',
      authorization: `Bearer ${token.value.trim()}`,
      ...(purpose.value && { 'x-purpose': purpose.value }),
    },
    body: JSON.stringify({ query: query.value, variables: given }),
    signal,
  });
}

/** Shows each frame of what goes on answering as it comes, until it ends or is stopped. */
async function follow(given) {
  following = new AbortController();
  run.textContent = 'Detener';
  say('En vivo: esperando…', false);
  let count = 0;
  try {
    const response = await post('text/event-stream', given, following.signal);
    if (!response.ok) throw new Error(`${response.status}`);
    let rest = '';
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      for (const event of events) {
        const body = /^data: (.+)$/m.exec(event)?.[1];
        if (body === undefined) continue;
        const frame = JSON.parse(body);
        answer.textContent = JSON.stringify(frame, null, 2);
        say(`En vivo · cuadro ${++count} · ${new Date().toLocaleTimeString('es-MX')}`, Boolean(frame.errors));
      }
    }
    say(`Terminó después de ${count} cuadros.`, false);
  } catch {
    const stopped = following.signal.aborted;
    say(
      stopped ? `Detenido después de ${count} cuadros.` : 'Se perdió la conexión; ejecute de nuevo.',
      !stopped,
    );
  } finally {
    following = undefined;
    run.textContent = 'Ejecutar';
  }
}

/** Keeps the ids that the next steps of the example need. */
function remember(step, data) {
  for (const [name, path] of Object.entries(step?.remember ?? {})) {
    const value = path.split('.').reduce((node, key) => node?.[key], data);
    if (typeof value === 'string') remembered.set(name, value);
  }
}

function say(text, bad) {
  status.textContent = text;
  status.dataset.bad = String(bad);
}

run.addEventListener('click', () => (following ? following.abort() : void ask()));
at('copy').addEventListener('click', () => {
  navigator.clipboard.writeText(at('command').textContent).then(
    () => say('Orden copiada.', false),
    () => say('El navegador no permitió copiar; seleccione la orden.', true),
  );
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !run.disabled && !following) {
    event.preventDefault();
    close();
    void ask();
  }
});

// ---- hints ------------------------------------------------------------------

const TOKENS = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.|[A-Za-z_]\w*|[{}()]/g;

/** What may stand at the cursor: the fields of the type the cursor is in, or the arguments of the field before it. */
function possible(before) {
  const stack = [];
  let root = 'query';
  let field;
  let condition = false;
  let inArguments = 0;
  for (const [word] of before.matchAll(TOKENS)) {
    const type = types[stack.at(-1)];
    if (word === '(') inArguments++;
    else if (word === ')') inArguments = Math.max(0, inArguments - 1);
    else if (inArguments > 0 || /^["#]/.test(word)) continue;
    else if (word === '{')
      stack.push(condition ? condition : stack.length === 0 ? roots[root] : type?.[field]?.of);
    else if (word === '}') stack.pop();
    else if (word === '...') field = undefined;
    else if (word === 'on') condition = true;
    else if (condition === true) condition = word;
    else if (stack.length === 0 && word in roots) root = word;
    else field = word;
    if (word === '{' || word === '}') condition = false;
  }
  const type = types[stack.at(-1)];
  if (inArguments > 0)
    return Object.entries(type?.[field]?.args ?? {}).map(([name, of]) => ({ name, of, insert: `${name}: ` }));
  return Object.entries(type ?? {}).map(([name, { type: of, text }]) => ({ name, of, text, insert: name }));
}

function offer(always) {
  const before = query.value.slice(0, query.selectionStart);
  const prefix = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
  if (prefix === '' && !always) return close();
  const fits = possible(before.slice(0, before.length - prefix.length))
    .filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()) && name !== prefix)
    .slice(0, HINTS_MAX);
  if (fits.length === 0) return close();
  hints.replaceChildren(
    ...fits.map(({ name, of, text, insert }, index) => {
      const item = document.createElement('li');
      item.id = `hint-${index}`;
      item.role = 'option';
      item.setAttribute('aria-selected', 'false');
      item.append(made('b', name), made('span', of));
      if (text) item.append(made('small', text));
      item.dataset.insert = insert;
      item.dataset.prefix = prefix;
      item.addEventListener('mousedown', (event) => {
        event.preventDefault();
        accept(item);
      });
      return item;
    }),
  );
  hints.hidden = false;
  query.removeAttribute('aria-activedescendant');
}

function choose(step) {
  const items = [...hints.children];
  const now = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
  const next = (now + step + items.length + (now < 0 && step < 0 ? 1 : 0)) % items.length;
  items.forEach((item, index) => item.setAttribute('aria-selected', String(index === next)));
  items[next].scrollIntoView({ block: 'nearest' });
  query.setAttribute('aria-activedescendant', items[next].id);
}

function accept({ dataset: { insert, prefix } }) {
  const end = query.selectionStart;
  query.setRangeText(insert, end - prefix.length, end, 'end');
  close();
}

function close() {
  hints.hidden = true;
  hints.replaceChildren();
  query.removeAttribute('aria-activedescendant');
}

query.addEventListener('input', () => offer(false));
query.addEventListener('blur', close);
query.addEventListener('keydown', (event) => {
  if (event.key === ' ' && event.ctrlKey) {
    event.preventDefault();
    return offer(true);
  }
  if (hints.hidden || event.ctrlKey || event.metaKey) return undefined;
  const chosen = hints.querySelector('[aria-selected="true"]');
  if (event.key === 'ArrowDown') choose(1);
  else if (event.key === 'ArrowUp') choose(-1);
  else if (event.key === 'Escape') close();
  else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) accept(chosen);
  else return undefined;
  return event.preventDefault();
});

function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

document.querySelector('.example').click();
