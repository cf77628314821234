export {
  brokerPorts,
  localAddress,
  localStore,
  PORT_DEFAULT,
  PORT_MAX,
  portOf,
  shunnedPort,
  urlSettingOf,
} from './addresses.ts';
export {
  folderOf,
  type Process,
  type ProcessName,
  PROCESSES,
  type ServiceName,
  SERVICES,
  type SubgraphFolder,
  SUBGRAPHS,
} from './processes.ts';
