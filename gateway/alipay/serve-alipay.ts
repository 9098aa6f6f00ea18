import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Desk } from "../call/desk.ts";
import { type AlipayFault, invalid } from "./fault.ts";
import { openAlipayDesk } from "./perform-method.ts";
import { faultOf } from "./sub-codes.ts";
import { serveWayBack } from "./v2/hand-over.ts";
import { sendV2Fault, serveV2 } from "./v2/serve-v2.ts";
import { sendV3Fault, serveV3 } from "./v3/serve-v3.ts";

/** What fastify finds wrong before a route runs, in Alipay's words. */
const faultOfFramework = (error: unknown): AlipayFault => {
  const { code = "", statusCode = 500 } = error as { code?: string; statusCode?: number };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return invalid("parameter", "请求过大");
  return statusCode >= 400 && statusCode < 500 ? invalid("format", "请求格式有误") : faultOf(error, {});
};

/**
 * The door at which the official Alipay clients call: version 2 at `/gateway.do`, version 3 under `/v3/`, and the key that verifies its answers. It knows no
 * rule of payment: it proves who calls, reads and writes Alipay's words, and calls the services behind it.
 */
export const serveAlipay = (server: FastifyInstance, desk: Desk): void => {
  const alipay = openAlipayDesk(desk);
  server.addHook("preClose", async () => {
    alipay.close();
  });
  server.register(async (door) => {
    // Every body is taken as the bytes that were signed.
    door.removeAllContentTypeParsers();
    door.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    door.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const sendFault = request.url.startsWith("/v3/") ? sendV3Fault : sendV2Fault;
      return sendFault(alipay, faultOfFramework(error), request, reply);
    });
    serveV2(door, alipay);
    serveV3(door, alipay);
    serveWayBack(door, alipay);
    door.get("/alipay-public-key.pem", async (_request, reply) => {
      const { publicKeyPem } = await alipay.signer.key();
      return reply.type("application/x-pem-file").send(publicKeyPem);
    });
  });
};
