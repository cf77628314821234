/** In the exceptions of grpc-js an empty name, as on either side of this comma, is the end of every host's. */
const EVERY_HOST = ',';

/**
 * A network's proxy is for the web, and grpc-js would go through it even to a store on this machine: what is recorded
 * takes no such way. A proxy that is meant for it stands in `grpc_proxy`.
 */
export function avoidWebProxies(environment: NodeJS.ProcessEnv = process.env): void {
  if (!environment['grpc_proxy']) environment['no_grpc_proxy'] = EVERY_HOST;
}
