import { isId } from "../../kernel/ids/ids.ts";
import type { FieldReader } from "../../kernel/parse/parse.ts";

/** A page token holds the last id of the page before; doors and clients treat it as opaque. */
const tokenOf = (id: string): string => Buffer.from(id).toString("base64url");

/** The id that a page begins behind; empty for the first page. */
export const readPageToken = (fields: FieldReader, token: string, prefix: string): string => {
  const after = Buffer.from(token, "base64url").toString();
  if (token !== "" && !isId(prefix, after))
    fields.refuse({
      field: "page_token",
      en: "next_page_token of the page before, or empty",
      zh: "须为上一页的 next_page_token，或为空",
    });
  return after;
};

/** Of one row more than a page holds: the page, and the token of the next. */
export const cutPage = <Row>(
  found: readonly Row[],
  pageSize: number,
  idOf: (row: Row) => string,
): { readonly page: readonly Row[]; readonly nextPageToken: string } => {
  const page = found.slice(0, pageSize);
  const last = found.length > pageSize ? page.at(-1) : undefined;
  return { page, nextPageToken: last ? tokenOf(idOf(last)) : "" };
};
