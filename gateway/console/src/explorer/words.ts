import { type Both, currentSettings } from '../words/settings.ts';

const es = {
  title: 'Explorador',
  console: 'Ir a la consola',
  token: 'Token de acceso',
  purpose: 'Finalidad',
  usual: 'La habitual de la función',
  development: 'En desarrollo:',
  kept: 'Queda solo en la memoria de esta página.',
  examples: 'Ejemplos',
  byRole: 'Ejemplos por función',
  query: 'Consulta',
  variables: 'Variables',
  answer: 'Respuesta',
  noToken: 'Falta el token de acceso.',
  asking: 'Consultando…',
  errors: (count: number) => (count === 0 ? 'sin errores' : count === 1 ? 'un error' : `${count} errores`),
  noAnswer: 'No hubo respuesta de la puerta de enlace.',
  connecting: 'Conectando…',
  waiting: 'En vivo: esperando…',
  frame: (count: number, at: string) => `En vivo · cuadro ${count} · ${at}`,
  over: (count: number) => `Terminó después de ${count} cuadros.`,
  lost: 'Se perdió la conexión; ejecute de nuevo.',
  stopped: (count: number) => `Detenido después de ${count} cuadros.`,
};
const en: typeof es = {
  title: 'Explorer',
  console: 'To the console',
  token: 'Access token',
  purpose: 'Purpose',
  usual: 'The usual one for the role',
  development: 'In development:',
  kept: 'It stays only in the memory of this page.',
  examples: 'Examples',
  byRole: 'Examples by role (in Spanish)',
  query: 'Query',
  variables: 'Variables',
  answer: 'Answer',
  noToken: 'The access token is missing.',
  asking: 'Asking…',
  errors: (count) => (count === 0 ? 'no errors' : count === 1 ? 'one error' : `${count} errors`),
  noAnswer: 'The gateway did not answer.',
  connecting: 'Connecting…',
  waiting: 'Live: waiting…',
  frame: (count, at) => `Live · frame ${count} · ${at}`,
  over: (count) => `Over after ${count} frames.`,
  lost: 'The connection was lost; run it again.',
  stopped: (count) => `Stopped after ${count} frames.`,
};
export const explorerWords: Both<typeof es> = { es, en };

/** In the language chosen in the console; the page has to be reloaded for another one. */
export const said = (): typeof es => explorerWords[currentSettings().language];
