import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** docker-compose checks Docker's own schema; this is what the project's rules are about. */
const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).default([]),
  user: z.string().optional(),
  read_only: z.boolean().default(false),
  restart: z.string().optional(),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  tmpfs: z.array(z.string()).default([]),
  cpus: z.number().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  logging: z.object({ options: z.record(z.string(), z.string()) }).optional(),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  secrets: z
    .array(z.union([z.string(), z.object({ source: z.string(), target: z.string() })]))
    .default([])
    .transform((given) => given.map((one) => (typeof one === 'string' ? { source: one, target: one } : one))),
});
export type ComposeService = z.infer<typeof Service>;

const ComposeFile = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.object({})),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The project's docker-compose.yml, read with these variables set and no others. */
export function readComposeFile(variables: Readonly<Record<string, string>> = {}) {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8').replace(
    /\$\{(\w+)(?::-([^}]*))?\}/g,
    (_, name: string, otherwise = '') => variables[name] || otherwise,
  );
  return ComposeFile.parse(parse(text, { merge: true }));
}

/** The images of a profile, each listed once. */
export function imagesOfProfile(profile: string): string[] {
  const services = Object.values(readComposeFile().services);
  return [
    ...new Set(services.filter(({ profiles }) => profiles.includes(profile)).map(({ image }) => image)),
  ];
}

export const KURRENTDB = readComposeFile().services['kurrentdb-1']!.image;
