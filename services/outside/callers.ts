import type { Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { FieldReader } from "../../kernel/parse/parse.ts";
import { CHANNEL_IDS, type ChannelId } from "./config.ts";

/** The tenant of the platform's own staff: a merchant may call its people what it likes. */
const PLATFORM = "platform";

/** Who may set the stage: the platform's operators, and services. */
export const requireOperator = (caller: Caller): void => {
  assertKnown(caller);
  const isOperator = caller.kind === "staff" && caller.tenantId === PLATFORM && caller.roles?.includes("operator");
  if (caller.kind !== "service" && !isOperator) throw commonReasons.error("CALLER_NOT_ALLOWED");
};

/** Reads the name of one of the parties. */
export const parseChannelId = (fields: FieldReader, value: string): ChannelId => {
  const known = CHANNEL_IDS.find((channelId) => channelId === value);
  if (!known) fields.refuse({ field: "channel_id", en: CHANNEL_IDS.join(", "), zh: `须为 ${CHANNEL_IDS.join("、")}` });
  return known ?? "bank-card";
};
