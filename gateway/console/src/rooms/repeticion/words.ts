import type { Both } from '../../words/settings.ts';

const es = {
  exact: 'Momento exacto',
  ticks: (count: number) =>
    count === 1 ? '1 incidente reportado en el tramo' : `${count} incidentes reportados en el tramo`,
  ticksPart: (part: string) => `${part} incidentes reportados en el tramo: los más recientes`,
  gap: 'La entidad no reportaba',
  mark: 'Marcar',
  since: (time: string) => `Qué cambió entre la marca (${time}) y este momento`,
  follow: 'Seguir otra ventana',
  keys: 'Espacio: reproducir · ← →: paso (Mayús fino, Alt largo) · 1 a 5: velocidad',
};
const en: typeof es = {
  exact: 'Exact moment',
  ticks: (count) => `${count} ${count === 1 ? 'incident' : 'incidents'} reported in this stretch`,
  ticksPart: (part) => `${part} incidents reported in this stretch: the newest`,
  gap: 'The entity was not reporting',
  mark: 'Mark',
  since: (time) => `What changed between the mark (${time}) and this moment`,
  follow: 'Follow another window',
  keys: 'Space: play · ← →: step (Shift finer, Alt larger) · 1 to 5: speed',
};
export const replayWords: Both<typeof es> = { es, en };
