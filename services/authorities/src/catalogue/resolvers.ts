import {
  cnieEntries,
  CNIE_CURRENT,
  cnieVersions,
  entities as allEntities,
  municipalities as allMunicipalities,
  searched,
} from '@proximidad/catalogues';
import { argumentError, connectionOfPage, type PageArgs, pageSizeOf, ServiceError } from '@proximidad/edge';
import { purposesOf } from '@proximidad/policy';
import { created } from '../geography/slice.ts';
import { authorityOf } from '../authority/slice.ts';
import type { SliceResolvers } from '../schema.gen.ts';

/** The catalogues, which everybody may read, and the caller. */
export const catalogueResolvers = {
  Query: {
    viewer: (_, _args, context) => {
      const { id, role, entity, municipality, authority, officer, unit, beats, purpose } = context.subject;
      return {
        ...{ subject: id, role, purpose, beats: [...(beats ?? [])], purposes: [...purposesOf(role)] },
        entity: entity === undefined ? null : { code: entity },
        municipality: municipality === undefined ? null : { cvegeo: municipality },
        authority: authority === undefined ? null : authorityOf(context, authority),
        ...{ officer: officer ?? null, unit: unit ?? null },
      };
    },
    entities(_, { search, ...page }) {
      const has = holding(search);
      const wanted = allEntities.filter(({ name }) => has(name)).map(({ code }) => ({ code }));
      return pageOf(wanted, ({ code }) => code, page);
    },
    municipalities(_, { entity, search, ...page }, context) {
      const has = holding(search);
      const wanted = [...allMunicipalities, ...created(context, entity)]
        .filter((each) => (!entity || each.entity === entity) && has(each.name ?? ''))
        .toSorted((a, b) => (a.cvegeo < b.cvegeo ? -1 : 1))
        .map(({ cvegeo }) => ({ cvegeo }));
      return pageOf(wanted, ({ cvegeo }) => cvegeo, page);
    },
    codes(_, { system, version, search, ...page }) {
      mustBeCatalogue(system, version ?? CNIE_CURRENT);
      const known = (version ?? CNIE_CURRENT) === CNIE_CURRENT ? cnieEntries : [];
      const has = holding(search);
      const wanted = known.filter(({ code, label }) => !search || code.startsWith(search) || has(label));
      const nodes = wanted.map(({ code, label }) => ({ system, version: CNIE_CURRENT, code, label }));
      return pageOf(nodes, ({ code }) => code, page);
    },
  },
} satisfies SliceResolvers;

/** @throws {ServiceError} for a catalogue or a version that does not exist. */
function mustBeCatalogue(system: string, version: string): void {
  if (system !== 'CNIE')
    throw argumentError({
      path: 'system',
      code: 'UNKNOWN_SYSTEM',
      message: 'there is no such catalogue here: only CNIE',
    });
  if (!cnieVersions.includes(version))
    throw argumentError({
      path: 'version',
      code: 'UNKNOWN_VERSION',
      message: 'there is no such version of the catalogue',
    });
}

/** Whether a name contains the text searched for, which may be long: its search form is made once, not for each name. */
function holding(search: string | null | undefined): (name: string) => boolean {
  if (!search) return () => true;
  const [wanted, known] = [searched(search), formsOfCatalogues()];
  return (name) => (known.get(name) ?? searched(name)).includes(wanted);
}

let forms: ReadonlyMap<string, string> | undefined;
/** The search form of each name in the catalogues, made at the first search. */
function formsOfCatalogues(): ReadonlyMap<string, string> {
  if (forms) return forms;
  const named = [...allEntities, ...allMunicipalities].flatMap(({ name }) => name ?? []);
  const labels = cnieEntries.map(({ label }) => label);
  forms = new Map([...named, ...labels].map((name) => [name, searched(name)]));
  return forms;
}

/** A page of a list in memory, in the order of its keys. @throws {ServiceError} for a cursor of another list. */
function pageOf<Node>(all: readonly Node[], keyOf: (node: Node) => string, page: PageArgs) {
  const after = page.after ?? undefined;
  const last = after === undefined ? -1 : all.findIndex((node) => keyOf(node) === after);
  if (after !== undefined && last < 0)
    throw new ServiceError('BAD_USER_INPUT', 'after is not a cursor of this list.');
  const left = all.slice(last + 1);
  const shown = left.slice(0, pageSizeOf(page));
  const rows = shown.map((row) => ({ row, key: keyOf(row), cursor: keyOf(row) }));
  return connectionOfPage({ rows, hasNextPage: left.length > shown.length }, page, () => all.length);
}
