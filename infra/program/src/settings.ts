import { resolve } from 'node:path';
import { localAddress, PORT_DEFAULT, PORT_MAX, shunnedPort } from '@proximidad/topology';
import { z } from 'zod';
import { Fault } from './fault.ts';

/** Reads settings from the environment. @throws {Fault} one line that names every wrong one. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Fault(`Wrong setting: ${wrong.join('; ')}`);
}

const PORT_FORM = `must be a whole number from 1 to ${PORT_MAX}`;

/** PROXIMIDAD_PORT, from which every port of this machine's platform follows. */
export const platformPort = z.coerce
  .number(PORT_FORM)
  .int(PORT_FORM)
  .min(1, PORT_FORM)
  .max(PORT_MAX, PORT_FORM)
  .refine((base) => shunnedPort(base) === undefined, {
    error: ({ input }) =>
      `browsers and fetch do not go to port ${shunnedPort(Number(input))}, which follows from it; take another`,
  })
  .default(PORT_DEFAULT);

/** OIDC_ISSUER where paths below it are asked for: without a slash at its end. */
export const issuerAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

const DATA_DEFAULT = '.data';

const Where = z.object({
  PROXIMIDAD_PORT: platformPort,
  PROXIMIDAD_DATA: z.string().min(1).default(DATA_DEFAULT),
  OIDC_ISSUER: issuerAddress.optional(),
});

/** Where a tool finds the running platform of this machine. */
export interface PlatformSettings {
  /** The URL of the gateway's `/graphql`. */
  readonly gateway: string;
  readonly issuer: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly port: number;
}

/** @throws {Fault} one line that names every wrong setting. */
export function readPlatformSettings(
  environment: Readonly<Record<string, string | undefined>>,
): PlatformSettings {
  const { PROXIMIDAD_PORT: port, PROXIMIDAD_DATA, OIDC_ISSUER } = readSettings(Where, environment);
  return {
    gateway: `${localAddress('gateway', port)}/graphql`,
    issuer: OIDC_ISSUER ?? localAddress('identity', port),
    data: resolve(PROXIMIDAD_DATA),
    port,
  };
}

/** The settings a command needs to refer to the same platform again; defaults are left out. */
export interface PlatformPlace {
  readonly port: number;
  /** As it was set, or where it is. */
  readonly data: string;
}

/** A command as the user has to type it, preceded by the settings that are not the defaults. */
export function commandFor({ port, data }: PlatformPlace, command: string): string {
  const isDefault = data === DATA_DEFAULT || data === resolve(DATA_DEFAULT);
  const settings = [
    ...(port === PORT_DEFAULT ? [] : [`PROXIMIDAD_PORT=${port}`]),
    ...(isDefault ? [] : [`PROXIMIDAD_DATA=${quoted(data)}`]),
  ];
  return [...settings, command].join(' ');
}

/** Quoted for a shell, where needed. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
