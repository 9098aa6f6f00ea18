import type { FastifyInstance, FastifyRequest } from "fastify";
import { anonymous, serviceCaller } from "../../kernel/auth/caller.ts";
import { withSpan } from "../../kernel/telemetry/spans.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Desk } from "../call/desk.ts";

/** Longer notices are not read: no channel has any. */
const NOTICE_BYTES = 16 * 1024;

const ROUTE = "/channel-notices/:channelId";

/** The headers that prove a notice are payments' matter; those that prove other callers are not passed on. */
const headersOf = ({ headers }: FastifyRequest): Record<string, string> => {
  const { authorization: _token, cookie: _cookie, ...others } = headers;
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
};

/**
 * The door at which the outside channels tell results by themselves (P21). It knows nothing of them: bytes and headers go to payments as they came, and what
 * payments says goes back. Whoever posts is counted by address: what is refused for its rate the channel sends again, and the janitor asks anyway.
 */
export const serveNotices = (server: FastifyInstance, { node, rates }: Desk): void => {
  const payments = node.client(PaymentsServiceDefinition);
  server.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    door.post<{ Params: { channelId: string } }>(ROUTE, { bodyLimit: NOTICE_BYTES }, (request, reply) =>
      withSpan(`POST ${ROUTE}`, "server", { attributes: { "http.route": ROUTE } }, async () => {
        await rates.take(anonymous, request.ip);
        const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
        const notice = { channelId: request.params.channelId, headers: headersOf(request), body };
        const answer = await payments.receiveChannelNotice(notice, { caller: serviceCaller("gateway") });
        return reply.code(answer.httpStatus).type(answer.contentType).send(answer.body);
      }),
    );
  });
};
