/** A row of docs/findings.md. */
export interface Finding {
  readonly id: string;
  /** The heading that it is listed under. */
  readonly section: string;
  /** The commits that mended it. */
  readonly commits: readonly string[];
  /** For a request, the findings that it tries. */
  readonly tries: readonly string[];
}

/** Sections whose findings are all mended, each by a commit, and each held by a test named after it. */
export const WHOLE_SECTIONS = ['Security', 'Requests', 'Trial'];
/** How many findings the reviews had, so that no row gets lost. */
export const FINDINGS_COUNTED: Readonly<Record<string, number>> = { Security: 37, Requests: 24, Trial: 12 };

export function findingsIn(document: string): readonly Finding[] {
  return document.split(/^## /m).flatMap((part) => {
    const section = part.split('\n', 1)[0]!;
    return [...part.matchAll(/^\| ([A-Z]\d+) +\|(.*)\|$/gm)].map(([, id, rest]) => {
      const last = rest!.split('|').slice(1).join('|');
      return {
        ...{ id: id!, section },
        commits: [...last.matchAll(/`([0-9a-f]{7,40})`/g)].map(([, commit]) => commit!),
        tries: [...last.matchAll(/\b([A-Z]\d+)\b/g)].map(([, finding]) => finding!),
      };
    });
  });
}

/** The beginning of a test's name: the id, or several with commas between. */
export const begins = (id: string) => new RegExp(`['"\`](?:[A-Z]\\d+, )*${id}[ :,]`);

/** What is missing for findings that have to be mended and held, by id. */
export function unheld(
  all: readonly (Finding & { readonly suites: readonly string[] })[],
  isCommit: (hash: string) => boolean,
): readonly string[] {
  const ids = new Set(all.map(({ id }) => id));
  return all
    .filter(({ section }) => WHOLE_SECTIONS.includes(section))
    .flatMap(({ id, section, commits, tries, suites }) => [
      ...(suites.length === 0 ? [`${id}: no test begins with it`] : []),
      ...(section === 'Requests' || commits.length > 0 ? [] : [`${id}: no commit mended it`]),
      ...commits.filter((hash) => !isCommit(hash)).map((hash) => `${id}: there is no commit ${hash}`),
      ...tries.filter((other) => !ids.has(other)).map((other) => `${id}: there is no finding ${other}`),
    ]);
}
