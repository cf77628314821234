// Exit 0 when the address answers 2xx. A container asks itself, so the certificate's name is not looked at.
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const TIMEOUT_MS = 4_000;
const url = new URL(process.argv[2]);
const get = url.protocol === 'https:' ? getHttps : getHttp;
get(url, { timeout: TIMEOUT_MS, rejectUnauthorized: false }, ({ statusCode }) => {
  process.exit(statusCode >= 200 && statusCode < 300 ? 0 : 1);
})
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
