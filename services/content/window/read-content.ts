import type { FieldReader } from "../../../kernel/parse/parse.ts";
import {
  type BilingualText,
  Industry,
  type MenuEntry,
  type WindowContent,
} from "../../../proto/gen/paywindow/content/v1/window.ts";
import { MENU } from "../config.ts";
import { readLines, readLink, readText } from "../read-text.ts";

const TITLE = { zh: 8, en: 20 } as const;
const ENTRY_ID = { en: "1 to 32 of a-z 0-9 -", zh: "1 至 32 个小写字母、数字或 -" };
const ONE_ACTION = { en: "exactly one of link, reply and page", zh: "须为链接、回复、页面三者之一" };
const NO_ACTION = { en: "no action where there are entries below", zh: "有下级菜单时不能有动作" };
const UNIQUE = { en: "an id that no other entry of the menu has", zh: "菜单内不得重复" };

const atMost = (count: number) => ({ en: `at most ${count}`, zh: `最多 ${count} 项` });

const readTitle = (fields: FieldReader, field: string, title: BilingualText | undefined): BilingualText => ({
  zh: fields.text(`${field}.zh`, title?.zh ?? "", 1, TITLE.zh),
  en: fields.text(`${field}.en`, title?.en ?? "", 0, TITLE.en),
});

const readAction = (fields: FieldReader, field: string, { action }: MenuEntry): MenuEntry["action"] => {
  if (action?.$case === "link") return { $case: "link", value: readLink(fields, `${field}.link`, action.value) };
  if (action?.$case === "reply")
    return { $case: "reply", value: readLines(fields, `${field}.reply`, action.value, 500) };
  if (action?.$case === "page") {
    const title = readText(fields, `${field}.page.title`, action.value.title, 32);
    return { $case: "page", value: { title, body: readLines(fields, `${field}.page.body`, action.value.body, 2_000) } };
  }
  fields.refuse({ field: `${field}.action`, ...ONE_ACTION });
  return undefined;
};

/** Reads the menu's entries, and those below them where `below` allows any. */
const readEntries = (
  fields: FieldReader,
  field: string,
  entries: readonly MenuEntry[],
  { most, below, ids }: { most: number; below: number; ids: Set<string> },
): MenuEntry[] => {
  if (entries.length > most) fields.refuse({ field, ...atMost(most) });
  return entries.slice(0, most).map((entry, index) => {
    const at = `${field}[${index}]`;
    const entryId = fields.matching(`${at}.entry_id`, entry.entryId, /^[a-z0-9-]{1,32}$/, ENTRY_ID);
    if (ids.has(entryId)) fields.refuse({ field: `${at}.entry_id`, ...UNIQUE });
    ids.add(entryId);
    const title = readTitle(fields, `${at}.title`, entry.title);
    if (entry.entries.length === 0) return { entryId, title, action: readAction(fields, at, entry), entries: [] };
    if (entry.action) fields.refuse({ field: `${at}.action`, ...NO_ACTION });
    const children = { most: below, below: 0, ids };
    return {
      entryId,
      title,
      action: undefined,
      entries: readEntries(fields, `${at}.entries`, entry.entries, children),
    };
  });
};

const isIndustry = (value: number): boolean =>
  value !== Industry.INDUSTRY_UNSPECIFIED && Object.values(Industry).includes(value as Industry);

/** What a merchant wants its window to show, every field held against its bounds. */
export const readContent = (fields: FieldReader, content: WindowContent | undefined): WindowContent => {
  const { name, avatar, industry = Industry.INDUSTRY_UNSPECIFIED, intro, menu = [] } = content ?? {};
  if (!isIndustry(industry))
    fields.refuse({ field: "content.industry", en: "one of the list", zh: "须为列表中的行业" });
  return {
    name: readText(fields, "content.name", name, 32),
    avatar: {
      symbol: fields.text("content.avatar.symbol", avatar?.symbol ?? "", 1, 8),
      color: fields.matching("content.avatar.color", avatar?.color ?? "", /^#[0-9A-Fa-f]{6}$/, {
        en: "a colour of the form #RRGGBB",
        zh: "须为 #RRGGBB 形式的颜色",
      }),
    },
    industry,
    intro: readLines(fields, "content.intro", intro, 200),
    menu: readEntries(fields, "content.menu", menu, { most: MENU.entries, below: MENU.below, ids: new Set() }),
  };
};

/** The entry of that id, on either level. */
export const findEntry = (menu: readonly MenuEntry[], entryId: string): MenuEntry | undefined =>
  menu.flatMap((entry) => [entry, ...entry.entries]).find((entry) => entry.entryId === entryId);
