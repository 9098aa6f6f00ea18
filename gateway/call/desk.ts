import type { Config } from "../../kernel/config/config.ts";
import type { ServiceDefinition } from "../../kernel/contract/contract.ts";
import { accessTable } from "../access/access-table.ts";
import type { AccessRow } from "../access/grant.ts";
import { createAuthenticate } from "../auth/authenticate.ts";
import { type Contracts, readContracts } from "../contract/read-contracts.ts";
import type { GatewayNode } from "../gateway-node.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import { createRateLimits, type RateLimits } from "../limits/rate-limits.ts";
import { type Admit, createAdmit } from "./admit-caller.ts";
import { createPerformCall, type PerformCall } from "./perform-call.ts";

/** What both doors share: the contracts, the guard in front of them, and the way to the services behind it. */
export interface Desk {
  readonly node: GatewayNode;
  readonly config: Config;
  readonly limits: DoorLimits;
  readonly contracts: Contracts;
  readonly admitCaller: Admit;
  readonly performCall: PerformCall;
  /** For doors whose callers prove themselves otherwise than by a token. */
  readonly rates: RateLimits;
  /** The row of an rpc; an rpc without one is nobody's. */
  rowOf(action: string): AccessRow;
}

const NOBODY: AccessRow = [];

export const openDesk = (
  node: GatewayNode,
  config: Config,
  definitions: readonly ServiceDefinition[],
  limits: DoorLimits,
): Desk => {
  const { client, clock, metrics } = node;
  const rowOf = (action: string) => accessTable[action] ?? NOBODY;
  const rates = createRateLimits({ perSecond: config.rateLimit, signInsPerMinute: limits.signInsPerMinute, metrics });
  return {
    ...{ node, config, limits, rates, rowOf },
    contracts: readContracts(definitions),
    admitCaller: createAdmit({ authenticate: createAuthenticate({ client, clock }), rates }),
    performCall: createPerformCall({ node, definitions, rowOf, rates }),
  };
};
