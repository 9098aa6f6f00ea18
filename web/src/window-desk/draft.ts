import type { BilingualText, WindowContent } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import type { Entry } from "../windows/menu-bar.tsx";

/** A text in both languages, as it is being written. */
export type Words = Required<Json<BilingualText>>;

/** What a tap on an entry does; a group opens the entries below it. */
export const KINDS = ["link", "reply", "page", "group"] as const;
export type Kind = (typeof KINDS)[number];

/** An entry of the menu as it is being written: what was typed for another kind stays, so that changing one's mind costs nothing. */
export interface DraftEntry {
  readonly entryId: string;
  readonly title: Words;
  readonly kind: Kind;
  readonly link: string;
  readonly reply: Words;
  readonly page: { readonly title: Words; readonly body: Words };
  readonly entries: readonly DraftEntry[];
}

/** What a window shows, as it is being written. */
export interface Draft {
  readonly name: Words;
  readonly avatar: { readonly symbol: string; readonly color: string };
  readonly industry: string;
  readonly intro: Words;
  readonly menu: readonly DraftEntry[];
}

/** How much a menu holds: entries in the bar, and below each. The platform refuses more. */
export const MENU = { bar: 3, below: 5 } as const;

export const NO_WORDS: Words = { zh: "", en: "" };

const wordsOf = (text: Json<BilingualText> | undefined): Words => ({ zh: text?.zh ?? "", en: text?.en ?? "" });

const kindOf = ({ reply, page, entries = [] }: Entry): Kind => {
  if (entries.length > 0) return "group";
  if (page) return "page";
  return reply ? "reply" : "link";
};

const readEntry = (entry: Entry): DraftEntry => ({
  entryId: entry.entryId ?? "",
  title: wordsOf(entry.title),
  kind: kindOf(entry),
  link: entry.link ?? "",
  reply: wordsOf(entry.reply),
  page: { title: wordsOf(entry.page?.title), body: wordsOf(entry.page?.body) },
  entries: (entry.entries ?? []).map(readEntry),
});

/** The draft that the platform keeps; of a window that there is not yet, an empty one. */
export const readDraft = (content: Json<WindowContent> | undefined): Draft => ({
  name: wordsOf(content?.name),
  avatar: { symbol: content?.avatar?.symbol ?? "", color: content?.avatar?.color ?? "#0B6E68" },
  industry: content?.industry ?? "INDUSTRY_RETAIL",
  intro: wordsOf(content?.intro),
  menu: ((content?.menu ?? []) as Entry[]).map(readEntry),
});

/** An entry as the contract has it in JSON: what belongs to its kind, and nothing else. */
const entryOf = ({ entryId, title, kind, link, reply, page, entries }: DraftEntry): Entry => ({
  ...{ entryId, title },
  ...(kind === "link" ? { link } : {}),
  ...(kind === "reply" ? { reply } : {}),
  ...(kind === "page" ? { page } : {}),
  entries: kind === "group" ? entries.map(entryOf) : [],
});

/** The menu as a phone shows it. */
export const menuOf = ({ menu }: Draft): Entry[] => menu.map(entryOf);

/** What is sent to the platform. */
export const contentOf = (draft: Draft): Json<WindowContent> => ({
  ...{ name: draft.name, avatar: draft.avatar, industry: draft.industry, intro: draft.intro },
  // In JSON an action is a field of its own name, which the generated type does not say.
  menu: menuOf(draft) as Json<WindowContent>["menu"] & object,
});

/** Whether the two would be sent as the same. */
export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));

/** A new entry with nothing in it. */
export const newEntry = (entryId: string): DraftEntry => ({
  ...{ entryId, title: NO_WORDS, kind: "link", link: "/wallet", reply: NO_WORDS },
  ...{ page: { title: NO_WORDS, body: NO_WORDS }, entries: [] },
});

/** Whether everything that its kind needs is there; each text needs its Chinese. */
export const isComplete = ({ title, kind, link, reply, page, entries }: DraftEntry): boolean => {
  if (!title.zh.trim()) return false;
  if (kind === "link") return link.startsWith("/");
  if (kind === "reply") return reply.zh.trim() !== "";
  if (kind === "page") return page.title.zh.trim() !== "" && page.body.zh.trim() !== "";
  return entries.length > 0 && entries.every(isComplete);
};

/** The list with its row at `index` moved by one place; as it was where there is no such place. */
export const moved = <Row>(rows: readonly Row[], index: number, by: 1 | -1): readonly Row[] => {
  const to = index + by;
  if (to < 0 || to >= rows.length) return rows;
  return rows.with(index, rows[to] as Row).with(to, rows[index] as Row);
};
