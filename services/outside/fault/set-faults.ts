import type { Config } from "../../../kernel/config/config.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { SetFaultsRequest, SetFaultsResponse } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { parseChannelId, requireOperator } from "../callers.ts";
import { CHANNEL_IDS, type ChannelId } from "../config.ts";
import { outsideReasons } from "../errors.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { FAULT_KINDS, type FaultKind, type FaultPlan } from "./fault-plan.ts";

const MAX_WAIT_MS = 60_000;
const STANDARD_DELAY_MS = 200;
const STANDARD_LATE_MS = 6_000;

const parse = (request: SetFaultsRequest): { channelIds: readonly ChannelId[]; plan: FaultPlan } => {
  const fields = readFields();
  const channelIds = request.channelId === "" ? CHANNEL_IDS : [parseChannelId(fields, request.channelId)];
  const rates = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, request.rates?.[kind] ?? 0])) as Record<
    FaultKind,
    number
  >;
  const sum = FAULT_KINDS.reduce((total, kind) => total + rates[kind], 0);
  if (sum > 1_000) fields.refuse({ field: "rates", en: "at most 1000 altogether", zh: "合计不得超过 1000" });
  const delayMs = fields.integerOr("delay_ms", request.delayMs, STANDARD_DELAY_MS, 0, MAX_WAIT_MS);
  const lateMs = fields.integerOr("late_ms", request.lateMs, STANDARD_LATE_MS, 0, MAX_WAIT_MS);
  fields.check();
  return { channelIds, plan: { seed: request.seed, rates, delayMs, lateMs } };
};

/** Whether nothing else ends with this process. */
const isAlone = ({ services }: Config): boolean => services.length === 1 && services[0] === "outside";

/** SetFaults: on this node, until it is set anew or ends. */
export const setFaults =
  ({ config, faults }: OutsideParts): Handler<SetFaultsRequest, SetFaultsResponse> =>
  async (request, { caller }) => {
    requireOperator(caller);
    const { channelIds, plan } = parse(request);
    if (plan.rates.crashBefore + plan.rates.crashAfter > 0 && !isAlone(config))
      throw outsideReasons.error("CRASH_NOT_ALONE");
    faults.set(channelIds, plan);
    return {};
  };
