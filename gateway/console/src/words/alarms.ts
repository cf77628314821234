import type { Both } from './settings.ts';

const es = {
  title: 'Alarmas',
  none: 'Ninguna alarma. Lo que venza aparece aquí.',
  noneLate: (count: number) =>
    count === 1
      ? 'Ninguna alarma. Un incidente ya estaba vencido cuando se supo: no da alarma, está en la lista.'
      : `Ninguna alarma. ${count} incidentes ya estaban vencidos cuando se supo: no dan alarma, están en la lista.`,
  untold: 'No se sabe qué venció: quien lleva los incidentes no responde.',
  acknowledge: 'Enterado',
  acknowledged: 'enterado',
  escalated: 'escalada',
  shelve: 'Apartar',
  shelved: (reason: string, time: string) => `apartada: ${reason} · vuelve en ${time}`,
  unshelve: 'Devolver',
  reason: 'Por qué se aparta',
  reasons: {
    KNOWN: 'Ya se atiende',
    WAITING: 'Espera a otra autoridad',
    EQUIPMENT: 'Falla de equipo',
  } as Readonly<Record<string, string>>,
  minutes: 'Durante',
  forMinutes: (minutes: number) => `${minutes} min`,
  onThisScreen: 'Apartar vale en esta pantalla; la alarma sigue en el registro.',
  since: (time: string) => `hace ${time}`,
  what: { SILENT: 'La entidad no reporta', STALE: 'La pantalla no recibe datos' },
  help: (kind: string, unit: string | undefined) =>
    `PIDE APOYO${unit === undefined ? '' : ` ${unit}`}: ${kind}`,
  helpStays:
    'Suena, aun con el sonido apagado, hasta «Enterado»; queda aquí hasta que se anote en el incidente qué fue del apoyo.',
  passed: (what: string) => `Venció: ${what}`,
  flood: (count: number) => `Avalancha: ${count} alarmas en 10 min. Atienda primero la prioridad alta.`,
  others: (count: number, awaited: number) =>
    `${count} de otros incidentes${awaited > 0 ? `, ${awaited} sin enterado` : ''}`,
  whole: 'Mostrar todas',
  journal: 'Bitácora',
  journalTitle: 'Alarmas de las últimas 24 h',
  journalEmpty: (isPart: boolean): string =>
    isPart ? 'En ellos nada venció.' : 'Nada venció en las últimas 24 h.',
  journalPart: (shown: number, all: string) => `de los ${shown} incidentes más recientes, de ${all}`,
  file: 'Guardar como CSV',
  columns: {
    ...{
      incident: 'Identificador',
      name: 'Incidente',
      where: 'Dónde',
      what: 'Qué venció',
      dueAt: 'Vencía',
      passedAt: 'Venció',
    },
    ...{ acknowledgedAt: 'Enterado', acknowledgedBy: 'Quién', escalatedAt: 'Escaló', settledAt: 'Resuelto' },
  },
  heads: {
    what: 'Qué venció',
    incident: 'Incidente',
    passed: 'Venció',
    acknowledged: 'Enterado',
    shown: 'Se mostró a',
    escalated: 'Escaló',
    settled: 'Resuelto',
  },
  mute: 'Silenciar',
  unmute: 'Activar sonido',
};
const en: typeof es = {
  title: 'Alarms',
  none: 'No alarms. Whatever becomes overdue appears here.',
  noneLate: (count: number) =>
    count === 1
      ? 'No alarms. One incident was already overdue when it was reported: it raises no alarm, and is in the list.'
      : `No alarms. ${count} incidents were already overdue when they were reported: they raise no alarm, and are in the list.`,
  untold: 'It is not known what is overdue: the service that keeps the incidents is not answering.',
  acknowledge: 'Acknowledge',
  acknowledged: 'acknowledged',
  escalated: 'escalated',
  shelve: 'Shelve',
  shelved: (reason, time) => `shelved: ${reason} · back in ${time}`,
  unshelve: 'Put back',
  reason: 'Why it is shelved',
  reasons: {
    KNOWN: 'Already being handled',
    WAITING: 'Waiting for another authority',
    EQUIPMENT: 'Equipment fault',
  },
  minutes: 'For',
  forMinutes: (minutes) => `${minutes} min`,
  onThisScreen: 'Shelving applies to this screen only; the alarm stays in the record.',
  since: (time) => `${time} ago`,
  what: { SILENT: 'The entity is not reporting', STALE: 'This screen is receiving no data' },
  help: (kind, unit) => `${unit === undefined ? 'HELP ASKED FOR' : `${unit} ASKS FOR HELP`}: ${kind}`,
  helpStays:
    'It sounds, even with sounds turned off, until you acknowledge it; it stays here until the incident says what came of the help.',
  passed: (what) => `Overdue: ${what}`,
  flood: (count) => `Flood: ${count} alarms in 10 min. Deal with high priority first.`,
  others: (count, awaited) =>
    `${count} for other incidents${awaited > 0 ? `, ${awaited} unacknowledged` : ''}`,
  whole: 'Show all',
  journal: 'Journal',
  journalTitle: 'Alarms in the last 24 h',
  journalEmpty: (isPart) =>
    isPart ? 'None of them became overdue.' : 'Nothing became overdue in the last 24 h.',
  journalPart: (shown, all) => `from the newest ${shown} incidents of ${all}`,
  file: 'Save as CSV',
  columns: {
    ...{
      incident: 'Id',
      name: 'Incident',
      where: 'Where',
      what: 'What was due',
      dueAt: 'Due',
      passedAt: 'Passed',
    },
    ...{
      acknowledgedAt: 'Acknowledged',
      acknowledgedBy: 'Who',
      escalatedAt: 'Escalated',
      settledAt: 'Settled',
    },
  },
  heads: {
    what: 'What was due',
    incident: 'Incident',
    passed: 'Passed',
    acknowledged: 'Acknowledged',
    shown: 'Shown to',
    escalated: 'Escalated',
    settled: 'Settled',
  },
  mute: 'Mute',
  unmute: 'Turn sound on',
};
export const alarmWords: Both<typeof es> = { es, en };
