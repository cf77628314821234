import { guideRules } from '@proximidad/catalogues';
import { REFUSALS, type Wording } from '@proximidad/refusals';
import { table } from './markdown-table.ts';
import { rulesIn } from './refusals-document.ts';

const INTRODUCTION = `# Guía operativa

Generada de \`libs/catalogues/src/guide.ts\` y \`libs/refusals\`; no se edita. Las reglas que rigen la operación, con su artículo, los parámetros del modelo que las
fijan y los rechazos que las nombran. «Evaluada» dice si la plataforma la decide. La consulta \`guide(entity:)\` la da con los valores vigentes en cada entidad;
[rules.md](rules.md) dice lo mismo para quien construye.
`;

/** docs/guide.md: the operational guide in Spanish. */
export function guideDocument(rulesText: string): string {
  const anchors = rulesIn(rulesText);
  const refusals = Object.entries<Wording>(REFUSALS);
  const rows = guideRules.map(({ id, es, article, parameters, evaluated }) => [
    `[${id}](rules.md#${anchors.get(id) ?? ''})`,
    es,
    article ?? '',
    parameters.map((path) => `\`${path}\``).join(' '),
    evaluated ? 'sí' : 'no',
    refusals
      .filter(([, { rule }]) => rule === id)
      .map(([code]) => `\`${code}\``)
      .join(' '),
  ]);
  return `${INTRODUCTION}\n${table(['regla', 'texto', 'artículo', 'parámetros', 'evaluada', 'rechazos'], rows)}\n`;
}
