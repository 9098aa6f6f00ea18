import type { Config } from "../../../../kernel/config/config.ts";
import type { Clock } from "../../../../kernel/time/clock.ts";
import { type ProvenAnswer, textIn } from "../wire/answers.ts";
import { partyAt } from "../wire/party.ts";
import { askBank } from "./ask-bank.ts";

/** A card as its holder reads it off. It is passed on to the switch and kept nowhere. */
export interface CardToBind {
  /** 12 to 19 digits that pass Luhn's check. */
  readonly cardNumber: string;
  /** MMYY */
  readonly expiry: string;
  readonly holderName: string;
}

/** What came of it. Binding moves no money and may simply be tried again: the same card always gets the same token. */
export type BindAnswer =
  | { readonly result: "BOUND"; readonly token: string; readonly lastFour: string; readonly bankName: string }
  /** There is no such card, or its expiry or holder are others (not said which), or it has expired. */
  | { readonly result: "REFUSED"; readonly channelCode: string }
  | { readonly result: "UNAVAILABLE"; readonly cause: string };

/** Asks the bank switch for a card's token. Never throws for what the switch does. */
export type BindCard = (card: CardToBind, signal: AbortSignal) => Promise<BindAnswer>;

/** The codes that say that this card cannot be bound. */
const REFUSALS: ReadonlySet<string> = new Set(["14", "54", "62"]);

const readToken = ({ fields }: ProvenAnswer): BindAnswer => {
  const code = textIn(fields, "responseCode") ?? "";
  if (REFUSALS.has(code)) return { result: "REFUSED", channelCode: code };
  const [token, lastFour, bankName] = ["token", "lastFour", "bankName"].map((name) => textIn(fields, name));
  if (code !== "00" || !token || !lastFour || !bankName) return { result: "UNAVAILABLE", cause: `code ${code}` };
  return { result: "BOUND", token, lastFour, bankName };
};

/** The way to the bank switch that the settings name; undefined where they name none. */
export const openCardBinding = (
  config: Pick<Config, "demo" | "outsideUrl" | "outsideKeysDir">,
  clock: Clock,
): BindCard | undefined => {
  if (!config.demo && !config.outsideUrl) return undefined;
  const party = partyAt(config, clock);
  return async ({ cardNumber, expiry, holderName }, signal) => {
    const asked = await askBank(party, "/v1/tokens", { cardNumber, expiry, holderName }, signal);
    if ("refused" in asked) return { result: "UNAVAILABLE", cause: "nobody is there" };
    return "unknown" in asked ? { result: "UNAVAILABLE", cause: asked.unknown } : readToken(asked.proven);
  };
};
