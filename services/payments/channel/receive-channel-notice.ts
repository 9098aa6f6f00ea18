import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import type {
  ReceiveChannelNoticeRequest,
  ReceiveChannelNoticeResponse,
} from "../../../proto/gen/paywindow/payments/v1/channel.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refOf } from "../recovery/attempt-ref.ts";
import { decideAnswer } from "../recovery/decide-answer.ts";
import { settleAttempt } from "../recovery/settle-attempt.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import type { PaymentAnswer } from "./channel.ts";
import type { NoticeReader, ReceivedNotice } from "./wire/notice.ts";

const NO_SUCH_CHANNEL = { httpStatus: 404, contentType: "text/plain; charset=utf-8", body: "" } as const;

/** ReceiveChannelNotice: verify, find the attempt, take it as the answer of a query or make the janitor look, answer in the channel's words. */
export const receiveChannelNotice = (
  parts: PaymentsParts,
  host: Pick<ServiceHost, "metrics" | "log">,
): Handler<ReceiveChannelNoticeRequest, ReceiveChannelNoticeResponse> => {
  const notices = host.metrics.counter(
    "paywindow_payments_channel_notices_total",
    "Notices of channels by what became of them; refused ones are forged, or of another's order (P21)",
    ["channel", "outcome"],
  );
  return async ({ channelId, headers, body }, context) => {
    assertService(context.caller);
    const reader = parts.noticeReaders.get(channelId);
    if (!reader) return NO_SUCH_CHANNEL;
    const told = await readNotice(parts, channelId, reader, { headers, body: Buffer.from(body).toString("utf8") });
    notices.inc({ channel: channelId, outcome: told ? "taken" : "refused" });
    if (!told) {
      host.log.warn({ channelId }, "a notice was refused");
      return reader.refused;
    }
    await takeNotice(parts, told, { now: context.now, traceparent: context.traceparent });
    return reader.taken;
  };
};

/** What a channel says of one of our attempts. */
interface Told {
  readonly attempt: PaymentAttemptRow;
  readonly answer: PaymentAnswer;
}

/** P21: undefined unless the channel said it, of an attempt that went to it, with that attempt's merchant, amount and currency. */
const readNotice = async (
  { attempts }: PaymentsParts,
  channelId: string,
  { read }: NoticeReader,
  received: ReceivedNotice,
): Promise<Told | undefined> => {
  const notice = await read(received);
  if (!notice) return undefined;
  const attempt = await attempts.findById(notice.attemptId).lean<PaymentAttemptRow>();
  if (attempt?.channelId !== channelId) return undefined;
  const answer = notice.answerFor(refOf(attempt));
  return answer.result === "UNKNOWN" ? undefined : { attempt, answer };
};

/**
 * P32: an attempt that waits for word has it now. One that was given up, or has failed, may have been given back since the notice was written: nothing is
 * believed of it, but the channel is asked at once how it stands. Of all others nothing is new.
 */
const takeNotice = async (parts: PaymentsParts, { attempt, answer }: Told, cause: Cause): Promise<void> => {
  const channel = parts.channels.get(attempt.channelId!);
  if (!channel)
    throw new Error(`attempt ${attempt._id} went through ${attempt.channelId}, which this node cannot reach`);
  const { attempt: settled } = await settleAttempt(
    parts,
    attempt._id,
    ({ state }) =>
      state === AttemptState.SENT ? decideAnswer({ state, ageMs: 0 }, answer, channel.times) : { outcome: "OPEN" },
    cause,
  );
  if (answer.result !== "PAID" || !isToBeAsked(settled.state)) return;
  // The look that it brings forward does not count as one of those that are made later.
  const { _id, state } = settled;
  await parts.attempts.updateOne({ _id, state }, { $set: { nextQueryTime: cause.now }, $inc: { queries: -1 } });
};

const isToBeAsked = (state: AttemptState): boolean =>
  state === AttemptState.REVERSING || state === AttemptState.FAILED || state === AttemptState.REVERSED;
