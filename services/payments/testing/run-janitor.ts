import type { RunningNode } from "../../../kernel/node/start-node.ts";
import { ChannelId } from "../channel/channel.ts";

/** Lets the janitor come by once, at every channel. */
export const runJanitor = async (node: Pick<RunningNode, "runJob">): Promise<void> => {
  for (const channelId of Object.values(ChannelId)) await node.runJob("payments", `recover-${channelId}`);
  await node.runJob("payments", "recover-payments");
};
