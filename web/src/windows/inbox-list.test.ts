/** However an inbox is read, live or page by page, each message is there once, in order, and none is left out. */
import { describe, expect, test } from "@jest/globals";
import { type InboxList, type Page, withNewest, withOlder } from "./inbox-list.ts";

/** Messages from the newest number down to the oldest. */
const aPage = (newest: number, oldest: number, { nextPageToken = `t${oldest}`, unread = 1 } = {}): Page => ({
  messages: Array.from({ length: newest - oldest + 1 }, (_, n) => ({ messageId: `msg_${newest - n}`, read: false })),
  ...{ nextPageToken, unread },
});
/** A list, gone on with by its own token. */
const more = (list: InboxList, page: Page): InboxList => withOlder(list, list.nextPageToken, page) as InboxList;
const numbers = ({ messages }: InboxList) => messages.map(({ messageId }) => Number(messageId?.slice(4)));
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

describe("the newest page, read again", () => {
  test("is the list where nothing was held", () => {
    expect(withNewest(undefined, aPage(20, 1))).toEqual(aPage(20, 1));
  });

  test("brings what has come, and the end of the list stays where it was", () => {
    const list = more(aPage(60, 41), aPage(40, 21));
    const live = withNewest(list, aPage(63, 44));
    expect(numbers(live)).toEqual(down(63, 21));
    expect(live.nextPageToken).toBe("t21");
  });

  test("leaves no gap where more has come than it holds: the list begins anew", () => {
    const list = more(aPage(60, 41), aPage(40, 21));
    const live = withNewest(list, aPage(99, 80));
    expect([numbers(live), live.nextPageToken]).toEqual([down(99, 80), "t80"]);
  });

  test("has the newest word on what is read", () => {
    const read = { ...aPage(20, 1), messages: aPage(20, 1).messages.map((message) => ({ ...message, read: true })) };
    expect(withNewest(aPage(20, 1), read).messages.every((message) => message.read)).toBe(true);
  });

  test("with nothing unread, says so of all that is held", () => {
    const list = more(aPage(60, 41), aPage(40, 21));
    expect(withNewest(list, aPage(60, 41, { unread: 0 })).messages.every(({ read }) => read)).toBe(true);
  });
});

test("pages behind the end are added once each, to the last", () => {
  const list = more(more(aPage(130, 111), aPage(110, 91)), aPage(90, 71, { nextPageToken: "" }));
  expect([numbers(list), list.nextPageToken]).toEqual([down(130, 71), ""]);
  expect(numbers(more(list, aPage(75, 60)))).toEqual(down(130, 60));
});

test("a page that was asked for before the list began anew leaves no gap: it is left out", () => {
  const before = aPage(60, 41);
  const anew = withNewest(before, aPage(99, 80));
  expect(withOlder(anew, before.nextPageToken, aPage(40, 21))).toBe(anew);
  expect(withOlder(undefined, "t41", aPage(40, 21))).toBeUndefined();
});
