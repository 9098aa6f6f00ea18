import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { ReasonRegistry } from "../../kernel/errors/reason.ts";
import { gatewayReasons } from "../errors.ts";
import { statusOf } from "../http/problem.ts";
import type { Words } from "./say-access.ts";

/** What is known of a reason beside its name. */
interface ReasonText extends Words {
  readonly domain: string;
  readonly status: number;
  readonly retryable: boolean;
}

type Registry = ReasonRegistry<string>;

const textsOf = ({ domain, rows, error }: Registry): [string, ReasonText][] =>
  Object.entries(rows).map(([reason, { retryable, zh, en }]) => [
    reason,
    { domain: `${domain}.paywindow`, status: statusOf(error(reason)), retryable, zh, en },
  ]);

/** Every reason with its HTTP status and its words: the doors' own, and those of the services that this process was told of. */
export const reasonTexts = (ofServices: readonly Registry[]): Readonly<Record<string, ReasonText>> =>
  Object.fromEntries([...ofServices, gatewayReasons, commonReasons].flatMap((one) => textsOf(one as Registry)));

const NAME = /\b[A-Z]+(?:_[A-Z]+)+\b/g;
/** "and those of PayTrade", "The reasons are PayTrade's". */
const BORROWED = /(?:those of|reasons are) ([A-Z]\w+)/;

/** The reasons that an rpc's comment lists after "Reasons:", with those that it borrows from another rpc. `commentOf` finds a comment by the rpc's name. */
export const reasonsIn = (comment: string, commentOf: (rpc: string) => string): readonly string[] => {
  const own = comment.split(/Reasons?:/)[1]?.match(NAME) ?? [];
  const lender = BORROWED.exec(comment)?.[1];
  const borrowed = lender ? reasonsIn(commentOf(lender), commentOf) : [];
  return [...new Set([...own, ...borrowed])];
};
