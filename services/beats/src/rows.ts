/** Maximum rows of a list that is shown whole, such as the units in a beat. */
export const ROWS_MAX = 100;

/** The rows of one page. */
export function rowsOf<Row>(page: { readonly rows: readonly { readonly row: Row }[] }): Row[] {
  return page.rows.map(({ row }) => row);
}
