import type { Config } from "../../../kernel/config/config.ts";
import type { Clock } from "../../../kernel/time/clock.ts";
import { bankCard } from "./bank-card/bank-card.ts";
import { readBankNotice } from "./bank-card/bank-notice.ts";
import { type Channel, ChannelId, type Channels } from "./channel.ts";
import { unionpayLike } from "./unionpay-like/unionpay-like.ts";
import { readUnionpayNotice } from "./unionpay-like/unionpay-notice.ts";
import { wechatLike } from "./wechat-like/wechat-like.ts";
import { readWechatNotice } from "./wechat-like/wechat-notice.ts";
import type { ReadNotice } from "./wire/notice.ts";
import { partyAt } from "./wire/party.ts";

/** What is read of the settings. */
type ChannelSettings = Pick<Config, "demo" | "outsideUrl" | "outsideKeysDir">;

/**
 * The channels of a node: none where it is told of no outside parties. Opening does nothing: keys are read, and made, when the first payment needs them.
 * `noticeUrl`: where the parties are to tell results that come later.
 */
export const openChannels = (config: ChannelSettings, clock: Clock, noticeUrl?: string): Channels => {
  if (!config.demo && !config.outsideUrl) return new Map();
  const party = partyAt(config, clock, noticeUrl);
  const channels: readonly Channel[] = [bankCard(party), wechatLike(party), unionpayLike(party)];
  return new Map(channels.map((channel) => [channel.channelId, channel]));
};

/** How each channel's notices are read and proven. */
export const openNoticeReaders = (config: ChannelSettings, clock: Clock): ReadonlyMap<ChannelId, ReadNotice> => {
  const party = partyAt(config, clock);
  return new Map([
    [ChannelId.BANK_CARD, readBankNotice(party)],
    [ChannelId.WECHAT_LIKE, readWechatNotice(party)],
    [ChannelId.UNIONPAY_LIKE, readUnionpayNotice(party)],
  ]);
};
