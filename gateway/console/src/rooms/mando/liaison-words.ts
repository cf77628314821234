import type { LiaisonKind } from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  title: 'Enlaces',
  none: 'Todavía no hay ningún cargo de enlace registrado.',
  kind: 'Cargo',
  kinds: {
    FEDERAL_ENLACE: 'Enlace federal en la entidad',
    SESNSP_39: 'Representante ante el Secretariado Ejecutivo',
    RND_16V: 'Enlace del registro de detenciones',
    INTEL_38: 'Enlace de inteligencia',
  } as Readonly<Record<LiaisonKind, string>>,
  entity: 'Entidad',
  gaps: (count: number, names: string) =>
    count === 1 ? `Falta el enlace federal de ${names}.` : `Faltan ${count} enlaces federales: ${names}.`,
  vacant: 'vacante',
  vacantSince: (at: string) => `vacante desde ${at}`,
  gapNoted: (at: string) => `se avisó ${at}`,
  acting: 'suplente, en funciones',
  since: (at: string) => `desde ${at}`,
  until: (at: string) => `hasta ${at}`,
  withSubstitute: (who: string) => `suplente: ${who}`,
  authority: 'De qué institución',
  noAuthority: 'No hay instituciones registradas: regístrela primero.',
  holder: 'Quién (seudónimo o identificador de elemento)',
  substitute: 'Suplente, que queda en funciones si se va (puede faltar)',
  from: 'Desde (no después de ahora)',
  untilField: 'Hasta, si tiene término (puede faltar)',
};
const en: typeof es = {
  title: 'Liaisons',
  none: 'No post of liaison is on record yet.',
  kind: 'Post',
  kinds: {
    FEDERAL_ENLACE: 'Federal liaison in the entity',
    SESNSP_39: 'Representative before the Executive Secretariat',
    RND_16V: 'Liaison of the register of detentions',
    INTEL_38: 'Liaison of intelligence',
  },
  entity: 'Entity',
  gaps: (count, names) =>
    count === 1
      ? `The federal liaison of ${names} is missing.`
      : `${count} federal liaisons are missing: ${names}.`,
  vacant: 'vacant',
  vacantSince: (at) => `vacant since ${at}`,
  gapNoted: (at) => `reported ${at}`,
  acting: 'substitute, acting',
  since: (at) => `since ${at}`,
  until: (at) => `until ${at}`,
  withSubstitute: (who) => `substitute: ${who}`,
  authority: 'Of which institution',
  noAuthority: 'No institution is registered: register it first.',
  holder: 'Who (pseudonym, or identifier of an officer)',
  substitute: 'Substitute, who acts if they leave (optional)',
  from: 'From (not later than now)',
  untilField: 'Until, if it has a term (optional)',
};
export const liaisonWords: Both<typeof es> = { es, en };
