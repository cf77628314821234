import { issuerOf, readConfig } from './config.ts';
import { developmentToken } from './development-token.ts';
import { USER_FORMS } from './users.ts';

const HELP = `npm run token -- <user>

Prints an access token for a development user, valid for an hour. The platform must be running (npm start).
Settings: PROXIMIDAD_DATA, PROXIMIDAD_PORT, OIDC_ISSUER.

Users:
${USER_FORMS}
`;

const asked = process.argv.slice(2);

if (asked.includes('--help') || asked.includes('-h')) {
  process.stdout.write(HELP);
} else if (asked.length !== 1) {
  process.stderr.write(HELP);
  process.exitCode = 1;
} else {
  try {
    const config = readConfig();
    process.stdout.write(
      `${await developmentToken(asked[0]!, { data: config.data, issuer: issuerOf(config) })}\n`,
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
