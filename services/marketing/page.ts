import { isId } from "../../kernel/ids/ids.ts";
import type { FieldReader } from "../../kernel/parse/parse.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** Which page of a list that is ordered by its rows' ids, newest first. */
export interface PageRequest {
  readonly pageSize: number;
  /** The rows are older than this one. */
  readonly before: string | undefined;
}

/** A page of such a list. A page begins after the last row of the page before, so rows that arrive in between shift nothing. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextPageToken: string;
}

export const readPage = (
  fields: FieldReader,
  request: { readonly pageSize: number; readonly pageToken: string },
  prefix: string,
): PageRequest => {
  const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE, 1, MAX_PAGE);
  const { pageToken } = request;
  if (pageToken !== "" && !isId(prefix, pageToken))
    fields.refuse({
      field: "page_token",
      en: "a next_page_token of this list",
      zh: "须为本列表返回的 next_page_token",
    });
  return { pageSize, before: pageToken || undefined };
};

/** The filter's part that begins the page. */
export const olderThan = ({ before }: PageRequest): { _id?: { $lt: string } } =>
  before ? { _id: { $lt: before } } : {};

/** The page, of one row more than it shows. */
export const pageOf = <Row extends { readonly _id: string }>(
  rows: readonly Row[],
  { pageSize }: PageRequest,
): Page<Row> => {
  const shown = rows.slice(0, pageSize);
  return { rows: shown, nextPageToken: rows.length > pageSize ? (shown.at(-1)?._id ?? "") : "" };
};
