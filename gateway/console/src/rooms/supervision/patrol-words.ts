import type { PatrolPower } from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Patrullajes conjuntos',
  none: 'Nadie ha salido en patrullaje conjunto en este cuadrante.',
  together: (corps: string) => `Salen juntos, al menos uno de cada cuerpo: ${corps}.`,
  open: (from: string) => `en curso desde ${from}`,
  over: (from: string, until: string, reason: string) => `${from}–${until}: ${reason.toLowerCase()}`,
  commands: (officer: string) => `manda ${officer}`,
  member: (number: number) => `Integrante ${number}`,
  who: 'Quién lo hizo',
  corps: 'Cuerpo',
  commander: 'Quién manda',
  noCommander: (corps: string) => `Falta quien mande: alguien de ${corps}.`,
  began: 'A qué hora salieron',
  ended: 'A qué hora terminó',
  did: 'A qué hora lo hizo',
  act: 'Qué hizo',
  acts: {
    ...{ ARREST: 'Detuvo a una persona', IDENTITY_CHECK: 'Revisó la identidad de una persona' },
    ...{ DATA_LOOKUP: 'Consultó datos de una persona', HANDOVER: 'Entregó a una persona' },
  } as Readonly<Record<PatrolPower, string>>,
  to: (corps: string) => `a ${corps}`,
  retracted: (reason: string) => `ya no cuenta: ${reason.toLowerCase()}`,
  latest: (part: string) => `${part}: los últimos`,
};
const en: typeof es = {
  title: 'Joint patrols',
  none: 'Nobody has gone out on a joint patrol in this beat.',
  together: (corps) => `They go out together, at least one of each corps: ${corps}.`,
  open: (from) => `out since ${from}`,
  over: (from, until, reason) => `${from}–${until}: ${reason.toLowerCase()}`,
  commands: (officer) => `commanded by ${officer}`,
  member: (number) => `Member ${number}`,
  who: 'Who did it',
  corps: 'Corps',
  commander: 'Who commands',
  noCommander: (corps) => `Somebody has to command: a member of ${corps}.`,
  began: 'When they went out',
  ended: 'When it ended',
  did: 'When they did it',
  act: 'What they did',
  acts: {
    ...{ ARREST: 'Arrested a person', IDENTITY_CHECK: 'Checked a person’s identity' },
    ...{ DATA_LOOKUP: 'Looked up a person’s data', HANDOVER: 'Handed over a person' },
  },
  to: (corps) => `to ${corps}`,
  retracted: (reason) => `no longer counts: ${reason.toLowerCase()}`,
  latest: (part) => `${part}: the latest`,
};
export const patrolWords: Both<typeof es> = { es, en };
