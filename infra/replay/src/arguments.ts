import { parseArgs } from 'node:util';
import { entity, zoneOf } from '@proximidad/catalogues';
import {
  formatInstant,
  instantAt,
  instantOfLocal,
  localDateAt,
  parseDateTime,
} from '@proximidad/eventsourcing';
import { commandFor, Fault, type PlatformPlace } from '@proximidad/program';

const DAY_MS = 24 * 3_600_000;
const SPEED_MAX = 100_000;
/** A frame each half second of the viewer's time, unless --step says otherwise. */
const FRAME_SECONDS = 0.5;
const STEP_AT_MAX_SPEED = 60;

export const HELP = `npm run replay -- --entity <clave> [--day <fecha> | --from <momento> --to <momento>] [--speed <x|max>]

Reproduce lo que vio una sala de operaciones, desde el registro. Plays back what an operations room saw, from the log.

  --entity <clave>       entidad, clave INEGI de dos dígitos: 09
  --municipality <clave> sólo un municipio de ella: 09007
  --beat <id>            sólo un cuadrante
  --day <fecha>          un día completo, AAAA-MM-DD, con el reloj de la entidad; hoy si no se dice nada
  --from, --to <momento> AAAA-MM-DDTHH:MM:SS con el reloj de la entidad, RFC 3339 con su diferencia, o una posición (p1.…)
  --speed <x|max>        segundos del registro por cada segundo; 60 si no se dice
  --step <segundos>      a lo más un cuadro por cada paso del registro; según --speed si no se dice
  --resume <posición>    sigue después de este cuadro; se imprime al interrumpir con Ctrl-C
  --user <usuario>       quién mira; commander-<clave> si no se dice
  --json                 un cuadro por línea, en JSON, en la salida; avisos en la de errores
  --help                 este texto

Ajustes (entorno): PROXIMIDAD_PORT (4000), PROXIMIDAD_DATA (.data), OIDC_ISSUER.
`;

/** What to play back, to which user and how fast. */
export interface ReplayOptions {
  readonly entity: string;
  readonly municipality: string | null;
  readonly beat: string | null;
  readonly from: string;
  /** Now when it is null. */
  readonly to: string | null;
  /** A whole day of the calendar, however much of it the log holds. */
  readonly wholeDay: boolean;
  /** Log seconds for each second; Infinity is as fast as frames come. */
  readonly speed: number;
  readonly step: number;
  readonly resume: string | null;
  readonly user: string;
  readonly json: boolean;
}

/** The command line is wrong; the message says what would be right. */
class Usage extends Fault {
  override readonly name = 'Usage';
}

/** `help` if it was asked for. @throws {Fault} */
export function readArguments(args: readonly string[], now: number): ReplayOptions | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const { entity: code, municipality = null, beat = null } = values;
  if (code === undefined || !entity(code)) {
    throw new Usage('Falta --entity <clave>, una de las 32 entidades: --entity 09. Vea --help.');
  }
  for (const place of [municipality, beat]) {
    if (place !== null && !place.startsWith(code)) throw new Usage(`${place} no está en la entidad ${code}.`);
  }
  const speed = values.speed === 'max' ? Infinity : Number(values.speed);
  if (!(speed > 0) || (speed > SPEED_MAX && speed !== Infinity)) {
    throw new Usage(`--speed es un número mayor que 0, hasta ${SPEED_MAX}, o max.`);
  }
  const usual = speed === Infinity ? STEP_AT_MAX_SPEED : Math.max(1, Math.ceil(speed * FRAME_SECONDS));
  const step = values.step === undefined ? usual : Number(values.step);
  if (!Number.isSafeInteger(step) || step < 1 || step > DAY_MS / 1_000) {
    throw new Usage('--step es un número entero de segundos, de 1 a 86400.');
  }
  return {
    ...{ entity: code, municipality, beat, speed, step, resume: values.resume ?? null },
    ...spanOf(values, zoneOf(code), now),
    user: values.user ?? `commander-${code}`,
    json: values.json ?? false,
  };
}

/** The command line that continues after a frame. */
export function commandToGoOn(
  { entity: code, municipality, beat, from, to, speed, step, user, json }: ReplayOptions,
  position: string,
  platform: PlatformPlace,
): string {
  const named = { entity: code, municipality, beat, from, to, user, resume: position };
  const options = Object.entries(named).flatMap(([name, value]) =>
    value === null ? [] : [`--${name} ${value}`],
  );
  const pace = `--speed ${speed === Infinity ? 'max' : speed} --step ${step}${json ? ' --json' : ''}`;
  return commandFor(platform, `npm run replay -- ${options.join(' ')} ${pace}`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ entity: { type: 'string' }, municipality: { type: 'string' }, beat: { type: 'string' } },
        ...{ day: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
        ...{ speed: { type: 'string', default: '60' }, step: { type: 'string' }, resume: { type: 'string' } },
        ...{ user: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
      },
    }).values;
  } catch (error) {
    throw new Usage(`${(error as Error).message}. Vea --help.`);
  }
}

function spanOf({ day, from, to }: ReturnType<typeof parsed>, zone: string, now: number) {
  if (day !== undefined && (from ?? to) !== undefined) {
    throw new Usage('--day es un día completo: sin --from ni --to.');
  }
  if (from === undefined) {
    if (to !== undefined) throw new Usage('Con --to hace falta --from.');
    return dayOf(day ?? localDateAt(now, zone), zone, now);
  }
  return {
    from: momentOf('--from', from, zone),
    to: to === undefined ? null : momentOf('--to', to, zone),
    wholeDay: false,
  };
}

/** From midnight to midnight on the clock of the place, or to now. */
function dayOf(day: string, zone: string, now: number) {
  const from = midnight(day, zone);
  // Noon of the next day, however long this one is: days have 23 to 25 hours.
  const next = localDateAt(from + 1.5 * DAY_MS, zone);
  const to = midnight(next, zone);
  if (from > now) throw new Usage(`--day ${day} todavía no llega.`);
  const text = (ms: number) => formatInstant(instantAt(ms, zone));
  return { from: text(from), to: to > now ? null : text(to), wholeDay: true };
}

function momentOf(option: string, given: string, zone: string): string {
  if (given.startsWith('p1.')) return given;
  try {
    parseDateTime(given);
    return given;
  } catch {
    const wrong = `${option}: ${given} no es un momento (AAAA-MM-DDTHH:MM); un día completo: --day AAAA-MM-DD.`;
    return formatInstant(instantAt(local(given, zone, wrong), zone));
  }
}

const midnight = (day: string, zone: string) =>
  local(`${day}T00:00:00`, zone, `--day: ${day} no es una fecha (AAAA-MM-DD).`);

function local(text: string, zone: string, wrong: string): number {
  try {
    return instantOfLocal(/T\d{2}:\d{2}$/.test(text) ? `${text}:00` : text, zone).ms;
  } catch {
    throw new Usage(wrong);
  }
}
