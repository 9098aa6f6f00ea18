import { createHash } from "node:crypto";
import type { Dice } from "../simulate/dice.ts";
import { type Deed, maskName } from "./day-book.ts";
import { Visitor } from "./visitor.ts";
import { DayStopped, type World, waitFor } from "./world.ts";

/** Of the demonstration's personas. */
const DEMO_PASSWORD = "paywindow-demo";
const PAYMENT_PASSWORD = "280517";
/** What everybody gets to spend, in fen. */
const POCKET_MONEY = 30_000;
const NAMES = [
  "陈晨",
  "林涛",
  "黄丽",
  "周洋",
  "吴迪",
  "徐静",
  "孙浩",
  "马超",
  "朱琳",
  "胡军",
  "郭敏",
  "何欢",
  "高翔",
  "罗兰",
];
const TRIES = 5;

/** A wallet user of the day. */
export interface Person {
  readonly visitor: Visitor;
  readonly userId: string;
  readonly name: string;
  /** In fen. */
  readonly pocketMoney: number;
  /** Tells the day's book what this person has done, and what was paid for it. */
  note(deed: Deed, fen?: number): void;
}

/** One of the demonstration's personas, who is there already. */
export const persona = (world: World, login: string): Visitor =>
  new Visitor(world, login, { login, password: DEMO_PASSWORD });

interface NewUser {
  readonly phone: string;
  readonly password: string;
  readonly displayName: string;
}

/** Registers with the code that is on the phone; false where its message was lost with the process that was to send it. */
const signUp = async (door: Visitor, user: NewUser): Promise<boolean> => {
  const { phone } = user;
  const purpose = "PHONE_CODE_PURPOSE_REGISTER";
  const path = "/v1/identity/request-phone-code";
  const asked = await door.attempt("ask for a phone code", path, { phone, purpose }, ["PHONE_CODE_TOO_SOON"]);
  const messages = `/v1/identity/list-phone-messages?phone=${phone}`;
  const read = await door.get<{ messages?: { text: string }[] }>("read the phone's messages", messages);
  const phoneCode = /验证码 (\d{6})/.exec(read.messages?.[0]?.text ?? "")?.[1];
  if (!phoneCode && asked.refused) return false;
  if (!phoneCode) throw new DayStopped("read the phone's messages", "no code has come");
  // After an answer that was lost the code is spent, and the phone registered.
  const spent = ["PHONE_CODE_EXPIRED", "PHONE_CODE_WRONG", "PHONE_REGISTERED"];
  await door.attempt("register", "/v1/identity/register-user", { ...user, phoneCode }, spent);
  return true;
};

/** The same for the same day, visitor and try; another one for any other. */
const phoneOf = (text: string): string => {
  const digits = createHash("sha256").update(text).digest().readUIntBE(0, 6) % 1_000_000_000;
  return `19${String(digits).padStart(9, "0")}`;
};

/** The wallet opens by itself, soon after its user has registered. */
const openWallet = async (world: World, visitor: Visitor): Promise<string> => {
  await waitFor(world, "have a wallet", async () => {
    const body = { paymentPassword: PAYMENT_PASSWORD };
    const reasons = ["WALLET_NOT_FOUND", "PAYMENT_PASSWORD_ALREADY_SET"];
    const set = await visitor.attempt("set a payment password", "/v1/payments/set-payment-password", body, reasons);
    return set.refused === "WALLET_NOT_FOUND" ? undefined : true;
  });
  return (await visitor.get<{ userId: string }>("look into the wallet", "/v1/payments/get-wallet")).userId;
};

/** Who comes. */
export interface Newcomer {
  /** Default: one of many. */
  readonly name?: string;
  /** In fen. Default: 300.00. */
  readonly pocketMoney?: number;
  /** Whether the day's story is this one's. */
  readonly isFollowed?: boolean;
}

/** Registers a new user by phone, who gets a payment password and the money of `purse`. */
export const newPerson = async (
  world: World,
  id: string,
  { purse, dice }: { readonly purse: Visitor; readonly dice: Dice },
  { name = dice.pick(NAMES), pocketMoney = POCKET_MONEY, isFollowed = false }: Newcomer = {},
): Promise<Person> => {
  const password = `${world.dayId}-${id}-demo`;
  const note = (kind: Deed, fen = 0): void => {
    world.book.note({ kind, who: maskName(name), fen });
    if (isFollowed) world.book.tellStory(kind, fen);
  };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const phone = phoneOf(`${world.dayId} ${id} ${attempt}`);
    if (!(await signUp(new Visitor(world, `${id}-door`), { phone, password, displayName: name }))) continue;
    const visitor = new Visitor(world, id, { login: phone, password });
    const userId = await openWallet(world, visitor);
    await purse.post("get pocket money", "/v1/payments/transfer-money", {
      ...{ transferRequestId: purse.newId("pocket"), payeeUserId: userId, note: "demo day" },
      amount: { minorUnits: String(pocketMoney), currencyCode: "CNY" },
    });
    return { visitor, userId, name, pocketMoney, note };
  }
  throw new DayStopped("register", `no phone of ${TRIES} got its code`);
};

/** Confirms a trade that waits for this user, with the payment password. */
export const confirmTrade = async ({ visitor }: Person, tradeId: string): Promise<void> => {
  const confirm = { tradeId, paymentPassword: PAYMENT_PASSWORD };
  await visitor.attempt("confirm a payment", "/v1/payments/confirm-trade", confirm, ["TRADE_ALREADY_PAID"]);
};

interface Inbox {
  readonly messages?: readonly {
    readonly messageId: string;
    readonly merchantId: string;
    readonly title?: { readonly zh?: string };
  }[];
}

/** Reads the inbox until there is a message from that merchant, with that Chinese title where one is waited for, and marks it read. */
export const readMessage = async (
  world: World,
  { visitor }: Person,
  merchantId: string,
  title?: string,
): Promise<void> => {
  const messageId = await waitFor(world, "be told", async () => {
    const { messages = [] } = await visitor.get<Inbox>("look at the inbox", "/v1/content/list-messages?pageSize=20");
    const isIt = (one: (typeof messages)[number]) =>
      one.merchantId === merchantId && (title === undefined || one.title?.zh === title);
    return messages.find(isIt)?.messageId;
  });
  await visitor.post("read a message", "/v1/content/mark-read", { messageIds: [messageId] });
};
