import type { Channel, ChannelPaymentRef } from "../channel/channel.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { PaymentAttemptRow } from "../trade/payment-attempt-model.ts";

/** How the channel knows an attempt. */
export const refOf = ({
  _id: attemptId,
  merchantId,
  amount = 0n,
  currencyCode = "",
  createTime,
}: PaymentAttemptRow): ChannelPaymentRef => ({ attemptId, merchantId, amount, currencyCode, createTime });

/** The channel that an attempt went to. @throws Error where this node cannot reach it: the attempt waits for one that can. */
export const channelOfAttempt = (
  { channels }: Pick<PaymentsParts, "channels">,
  { _id, channelId }: PaymentAttemptRow,
): Channel => {
  const channel = channelId && channels.get(channelId);
  if (!channel) throw new Error(`attempt ${_id} went through ${channelId}, which this node cannot reach`);
  return channel;
};
