export { isTaken, takeAlone } from './alone.ts';
export { askToEnd } from './ask-to-end.ts';
export { Fault, isOfTheSystem, unseen, whyNotBuilt } from './fault.ts';
export { freePorts, isFree } from './free-ports.ts';
export { gatewayClient, NotTaken, type Send } from './gateway-client.ts';
export { randomFrom } from './random.ts';
export { runMain } from './run-main.ts';
export {
  commandFor,
  issuerAddress,
  platformPort,
  type PlatformSettings,
  readPlatformSettings,
  readSettings,
  type PlatformPlace,
} from './settings.ts';
export { OPERATOR, operatorsStoreUrl, storeUrlFile } from './store-url.ts';
