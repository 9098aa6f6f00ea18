import type { Config } from "../../../kernel/config/config.ts";
import type { Clock } from "../../../kernel/time/clock.ts";
import { bankCard } from "./bank-card/bank-card.ts";
import { bankNotices } from "./bank-card/bank-notice.ts";
import { type Channel, ChannelId, type Channels } from "./channel.ts";
import { unionpayLike } from "./unionpay-like/unionpay-like.ts";
import { unionpayNotices } from "./unionpay-like/unionpay-notice.ts";
import { wechatLike } from "./wechat-like/wechat-like.ts";
import { wechatNotices } from "./wechat-like/wechat-notice.ts";
import type { NoticeReader } from "./wire/notice.ts";
import { partyAt } from "./wire/party.ts";

/** What is read of the settings. */
type ChannelSettings = Pick<Config, "demo" | "outsideUrl" | "outsideKeysDir" | "noticeUrl">;

const hasParties = ({ demo, outsideUrl }: ChannelSettings): boolean => demo || outsideUrl !== undefined;

/**
 * The channels of a node: none where it is told of no outside parties. Opening does nothing: keys are read, and made, when the first payment needs them. Each
 * party is asked to tell results that come later at the gateway's address for its channel, where the settings name one.
 */
export const openChannels = (config: ChannelSettings, clock: Clock): Channels => {
  if (!hasParties(config)) return new Map();
  const partyOf = (channelId: ChannelId) =>
    partyAt(config, clock, config.noticeUrl && `${config.noticeUrl}/channel-notices/${channelId}`);
  const channels: readonly Channel[] = [
    bankCard(partyOf(ChannelId.BANK_CARD)),
    wechatLike(partyOf(ChannelId.WECHAT_LIKE)),
    unionpayLike(partyOf(ChannelId.UNIONPAY_LIKE)),
  ];
  return new Map(channels.map((channel) => [channel.channelId, channel]));
};

/** The readers of notices, by channel; none where there are no outside parties. */
export type NoticeReaders = ReadonlyMap<string, NoticeReader>;

export const openNoticeReaders = (config: ChannelSettings, clock: Clock): NoticeReaders => {
  if (!hasParties(config)) return new Map();
  const party = partyAt(config, clock);
  return new Map<ChannelId, NoticeReader>([
    [ChannelId.BANK_CARD, bankNotices(party)],
    [ChannelId.WECHAT_LIKE, wechatNotices(party)],
    [ChannelId.UNIONPAY_LIKE, unionpayNotices(party)],
  ]);
};
