import type { ChannelRefusal, PaymentAnswer } from "../channel.ts";

/** An answer of a party that could be read and is proven to be its own. */
export interface ProvenAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What came of asking a party: its proven word, nobody there (so nothing was sent), or nothing that can be relied on (P1). */
export type Asked = { readonly proven: ProvenAnswer } | { readonly refused: true } | { readonly unknown: string };

/** The result that stands for everything that is not on the whitelist (P1). */
export const unknown = (cause: string): { readonly result: "UNKNOWN"; readonly cause: string } => ({
  result: "UNKNOWN",
  cause,
});

/** A row of a channel's whitelist: what the code is for till and payer. `notAccepted`: the channel never took the attempt in. */
export interface FailureRow {
  readonly refusal: ChannelRefusal;
  readonly notAccepted?: true;
}

/** What the code means for a payment: FAILED only where the whitelist has it. */
export const failureOf = (
  whitelist: Readonly<Record<string, FailureRow>>,
  channelCode: string,
): PaymentAnswer | undefined => {
  const row = Object.hasOwn(whitelist, channelCode) ? whitelist[channelCode] : undefined;
  return row && { result: "FAILED", channelCode, ...row };
};

/** Nobody was there to take the attempt in: another channel may be tried. */
export const NOT_REACHED: PaymentAnswer = {
  result: "FAILED",
  channelCode: "CONNECTION_REFUSED",
  refusal: "CHANNEL_UNAVAILABLE",
  notAccepted: true,
};

/** The currency in which all three settle. What is in another is not sent to them at all. */
export const isTaken = ({ currencyCode }: { readonly currencyCode: string }): boolean => currencyCode === "CNY";

/** The answer to a payment in another currency. */
export const CURRENCY_NOT_TAKEN: PaymentAnswer = {
  result: "FAILED",
  channelCode: "CURRENCY_NOT_TAKEN",
  refusal: "CHANNEL_REFUSED",
  notAccepted: true,
};

/** A text field, or undefined for whatever else stands there. */
export const textIn = (fields: ProvenAnswer["fields"], name: string): string | undefined => {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
};

/** An object inside another; empty where it is missing. */
export const partIn = (fields: ProvenAnswer["fields"], name: string): ProvenAnswer["fields"] => {
  const value = fields[name];
  return typeof value === "object" && value !== null ? (value as ProvenAnswer["fields"]) : {};
};

/** A time as the parties write it, or undefined for what is none. */
export const timeIn = (fields: ProvenAnswer["fields"], name: string): Date | undefined => {
  const ms = Date.parse(textIn(fields, name) ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms);
};

/** A payment that was made. The parties write times to the second: none may stand before the attempt that it is of. */
export const paid = (channelTradeId: string, payTime: Date, { createTime }: { readonly createTime: Date }) =>
  ({ result: "PAID", channelTradeId, payTime: payTime < createTime ? createTime : payTime }) as const;

/** A JSON object, or undefined. */
export const jsonObject = (body: string): ProvenAnswer["fields"] | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as ProvenAnswer["fields"])
      : undefined;
  } catch {
    return undefined;
  }
};
