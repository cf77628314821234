import { entities } from '@proximidad/catalogues';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { developmentUsers, subjectIdOf } from './users.ts';

/** Followed by the id of one sign-in. */
export const INTERACTION_PATH = '/interaction/';
const FORM_SIZE_MAX_BYTES = 1_024;
const EVERYDAY = ['operator-09', 'commander-09', 'officer-09', 'analyst', 'auditor', 'liaison-09'];

const stateName = new Map(entities.map(({ code, name }) => [code, name]));
const ROLE_NAMES: Readonly<Record<string, string>> = {
  operator: 'Operador de sala',
  commander: 'Mando',
  officer: 'Policía de cuadrante',
  liaison: 'Enlace federal',
  analyst: 'Analista federal',
  auditor: 'Auditoría',
  academy: 'Academia',
  machine: 'Sistema',
  wall: 'Pared',
};

/**
 * The page on which somebody chooses whom to sign in as: every development user is a button, without a password, as
 * none is a real person. Returns whether the request was for this page.
 */
export function signInPage(
  provider: Provider,
  console: string,
  onError: (error: Error) => void,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (!request.url?.startsWith(INTERACTION_PATH)) return false;
    const answer = request.method === 'POST' ? chosen : shown;
    answer(provider, request, response).catch((error: unknown) => {
      if ((error as { name?: string }).name !== 'SessionNotFound') onError(error as Error);
      const nonce = newNonce();
      response.writeHead(400, headersOf(nonce));
      response.end(page(nonce, 'Entrar', tooLate(console)));
    });
    return true;
  };
}

async function shown(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  const nonce = newNonce();
  response.writeHead(200, headersOf(nonce));
  response.end(page(nonce, 'Entrar', USERS));
}

/** The page on which a signed-in user signs out, reached from the console. `form` names the session. */
export function signOutPage(form: string): { headers: Readonly<Record<string, string>>; body: string } {
  const nonce = newNonce();
  return { headers: headersOf(nonce), body: page(nonce, 'Salir', leaving(form)) };
}

const newNonce = () => randomBytes(16).toString('base64');

const headersOf = (nonce: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The form leads in the end to the console, on another port of this machine.
  'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'`,
});

async function chosen(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const user = new URLSearchParams(await formOf(request)).get('user');
  if (!developmentUsers.some(({ name }) => name === user)) {
    response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('No hay tal usuario.\n');
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: subjectIdOf(user!) } });
}

async function formOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > FORM_SIZE_MAX_BYTES) throw new Error('the form is too large');
  }
  return text;
}

function page(nonce: string, title: string, main: string): string {
  return `<!doctype html>
<html lang="es-MX">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Proximidad (desarrollo)</title>
<style nonce="${nonce}">${STYLE}</style>
<main>
${main}
</main>
</html>`;
}

const tooLate = (console: string) => `<h1>Este inicio de sesión ya no está abierto</h1>
<p>Pasó demasiado tiempo, o ya se usó. Vuelva a la consola y entre de nuevo.</p>
<p><a href="${console}">Volver a la consola</a></p>`;

const leaving = (form: string) => `<h1>¿Salir del proveedor de identidad?</h1>
<p>Quien entre después en este navegador tendrá que decir quién es.</p>
${form}
<div class="row">
<button form="op.logoutForm" name="logout" value="yes"><strong>Salir</strong></button>
<button form="op.logoutForm"><span>Seguir dentro</span></button>
</div>`;

function button(name: string, large = false): string {
  const { role, entity, municipality } = developmentUsers.find((user) => user.name === name)!;
  const place = municipality ?? (entity === undefined ? 'Nación' : (stateName.get(entity) ?? entity));
  const label = large
    ? `<strong>${ROLE_NAMES[role]}</strong><span>${place}</span><code>${name}</code>`
    : `<span>${place}</span><code>${name}</code>`;
  return `<button name="user" value="${name}">${label}</button>`;
}

const STYLE = `
:root { color-scheme: dark light; --ground: #17191c; --panel: #212429; --ink: #e8eaed; --quiet: #a9afb8; --line: #4a5058; --mark: #7cc4f5; }
@media (prefers-color-scheme: light) { :root { --ground: #f4f5f6; --panel: #fff; --ink: #1b1d20; --quiet: #545b64; --line: #8a919a; --mark: #0b5c8f; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1rem; margin: 1.5rem 0 .5rem } p { margin: 0; color: var(--quiet) }
.row { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem; padding: .5rem 0 }
button { display: grid; gap: .1rem; text-align: left; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; cursor: pointer; min-height: 44px }
a { color: var(--mark); display: inline-block; padding: .6rem 0 }
button:hover { border-color: var(--mark) } :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
code { color: var(--quiet); font-size: .85rem } summary { padding: .5rem 0; cursor: pointer }
`;

const USERS = `<h1>¿Quién entra?</h1>
<p>Proveedor de identidad de desarrollo: estos usuarios existen solo en esta máquina y no representan a nadie.</p>
<form method="post">
<h2>De todos los días</h2>
<div class="row">${EVERYDAY.map((name) => button(name, true)).join('')}</div>
${[...Map.groupBy(developmentUsers, ({ role }) => role)].map(([role, users]) => `<details><summary>${ROLE_NAMES[role]} (${users.length})</summary><div class="row">${users.map(({ name }) => button(name)).join('')}</div></details>`).join('\n')}
</form>`;
