import { localAddress, portOf, SERVICES, urlSettingOf } from '@proximidad/topology';

/** The parts of docker-compose.yml that repeat for each service. */

/** The settings that tell the gateway where each service listens. */
export const serviceAddresses = () =>
  SERVICES.map((name) => `      ${urlSettingOf(name)}: http://${name}:${portOf(name)}`).join('\n');

export function serviceContainers(): string {
  return SERVICES.map((name) =>
    [
      `  ${name}:`,
      '    <<: *service',
      `    image: proximidad/${name}:\${PROXIMIDAD_VERSION:-0.1.0}`,
      '    secrets:',
      '      - ca.crt',
      '      - kafka.credentials',
      '      - passport.public.json',
      `      - { source: store-url.${name}, target: store-url }`,
      `      - { source: vault.${name}.json, target: vault.json }`,
      '    environment: *service-settings',
      `    volumes: ['${name}:/data']`,
      '    healthcheck:',
      '      <<: *health',
      `      test: ['CMD', 'node', '/usr/local/lib/healthy.mjs', '${localAddress(name)}/health/ready']`,
    ].join('\n'),
  ).join('\n\n');
}

export const serviceVolumes = () => SERVICES.map((name) => `  ${name}: {}`).join('\n');

/** The secrets with which each service opens the store and signs its requests to the vault. */
export const serviceCredentials = () =>
  SERVICES.flatMap((name) => [
    secret(`store-url.${name}`, `store-url.\${STORE:-single}.${name}`),
    secret(`vault.${name}.json`),
  ]).join('\n');

/** The line width that the formatter keeps. */
const LINE_CHARS_MAX = 110;

function secret(name: string, file = name): string {
  const where = `{ file: '\${PROXIMIDAD_SECRETS:-./.data/secrets}/${file}' }`;
  const line = `  ${name}: ${where}`;
  return line.length > LINE_CHARS_MAX ? `  ${name}:\n    ${where}` : line;
}
