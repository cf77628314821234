import { PORT_MAX } from '@proximidad/topology';
import { readPlatformSettings } from './settings.ts';

const FORM = `Wrong setting: PROXIMIDAD_PORT: must be a whole number from 1 to ${PORT_MAX}`;

test.each(['many', '', '0', '-3', '1.5', '80000'])('a port %j is told what a port is', (port) => {
  expect(() => readPlatformSettings({ PROXIMIDAD_PORT: port })).toThrow(FORM);
});

test.each(['https://acceso.example.mx/realms/policia', 'https://acceso.example.mx/realms/policia/'])(
  'the provider at %s is asked below that address, with one slash',
  (OIDC_ISSUER) => {
    expect(readPlatformSettings({ OIDC_ISSUER }).issuer).toBe('https://acceso.example.mx/realms/policia');
  },
);

test('a port that browsers do not go to is told which', () => {
  expect(() => readPlatformSettings({ PROXIMIDAD_PORT: '6665' })).toThrow(/do not go to port 6665/);
});
