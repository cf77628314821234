import { localAddress, portOf, SERVICES, urlSettingOf } from '@proximidad/topology';

/** What docker-compose.yml says of each service in turn. */

/** The settings that tell the gateway where each listens. */
export const serviceAddresses = () =>
  SERVICES.map((name) => `      ${urlSettingOf(name)}: http://${name}:${portOf(name)}`).join('\n');

export function serviceContainers(): string {
  return SERVICES.map((name) =>
    [
      `  ${name}:`,
      '    <<: *service',
      `    image: proximidad/${name}:\${PROXIMIDAD_VERSION:-0.1.0}`,
      `    secrets: [ca.crt, store-url, passport.public.json, { source: vault.${name}.json, target: vault.json }]`,
      '    environment: *service-settings',
      `    volumes: ['${name}:/data']`,
      '    healthcheck:',
      '      <<: *health',
      `      test: ['CMD', 'node', '/usr/local/lib/healthy.mjs', '${localAddress(name)}/health/ready']`,
    ].join('\n'),
  ).join('\n\n');
}

export const serviceVolumes = () => SERVICES.map((name) => `  ${name}: {}`).join('\n');

/** What each signs its requests to the vault with. */
export const serviceCredentials = () =>
  SERVICES.map(
    (name) => `  vault.${name}.json: { file: '\${PROXIMIDAD_SECRETS:-./.data/secrets}/vault.${name}.json' }`,
  ).join('\n');
