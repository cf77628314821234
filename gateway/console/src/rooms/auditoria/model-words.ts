import { ModelWords as WordsOfModel } from '../../documents/documents.gen.ts';
import { useAsked } from '../../graph/use-graph.ts';

/** The words for the codes of one of a model's lists. */
export type ModelWords = (list: string) => Readonly<Record<string, string>>;

const NONE = {};
/** Until a model is known, codes are shown as they are. */
export const NO_MODEL: ModelWords = () => NONE;

/** The words of the model that governs the place of a record. */
export function useModelWords(record: object | null | undefined): ModelWords {
  const place = (record as { readonly municipality?: { readonly cvegeo?: string } | null } | null | undefined)
    ?.municipality?.cvegeo;
  const answer = useAsked(WordsOfModel, place === undefined ? undefined : { territory: place });
  const codes = answer?.data?.governingProfile?.codes;
  if (!codes) return NO_MODEL;
  return (list) =>
    Object.fromEntries(
      codes
        .filter(({ system }) => system.startsWith(`${list}:`))
        .map(({ code, label }) => [code, label ?? code]),
    );
}
