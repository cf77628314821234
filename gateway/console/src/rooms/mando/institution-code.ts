/** No longer than the platform takes, with the entity behind it. */
const LENGTH_MAX = 60;

/** The permanent code of an institution, from what it is first called and its entity: `policia-auxiliar-09`. */
export function codeFrom(title: string, entity: string): string {
  const plain = title
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  const name = plain.slice(0, LENGTH_MAX).replace(/-+$/, '');
  return name === '' ? '' : `${name}-${entity}`;
}
