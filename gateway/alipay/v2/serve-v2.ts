import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { anonymous } from "../../../kernel/auth/caller.ts";
import { currentTraceId, withSpan } from "../../../kernel/telemetry/spans.ts";
import { parseBizContent } from "../biz/biz-content.ts";
import { AlipayFault, invalid } from "../fault.ts";
import type { KnownApp } from "../known-apps.ts";
import type { Method } from "../methods/method.ts";
import { type AlipayDesk, performMethod } from "../perform-method.ts";
import { faultOf } from "../sub-codes.ts";
import { encryptNode, nodeOfAnswer, nodeOfFault, sealAnswer } from "./answer-node.ts";
import { algorithmOf, checkParams, checkSignature, contentsOf } from "./check-params.ts";
import { checkReturnUrl, pageAddress } from "./hand-over.ts";
import { type Params, readParams } from "./read-params.ts";

/** The app that signed the call. Whoever is not known to be an app is counted by address. */
const proveApp = async (alipay: AlipayDesk, params: Params, address: string): Promise<KnownApp> => {
  const { rates } = alipay.desk;
  try {
    const app = await alipay.findApp(params.get("app_id") ?? "");
    if (!app) throw invalid("app-id", "无效的 app_id");
    await checkSignature(params, app);
    return app;
  } catch (error) {
    await rates.take(anonymous, address);
    throw error;
  }
};

const parseContents = (text: string) => {
  try {
    return parseBizContent(text);
  } catch {
    throw invalid("parameter", "biz_content 须为 JSON 对象，字段名不得重复");
  }
};

const answerCall = async (alipay: AlipayDesk, method: Method, params: Params, address: string): Promise<Told> => {
  const app = await proveApp(alipay, params, address);
  await alipay.desk.rates.take({ kind: "app", id: app.appId }, address);
  const bizText = contentsOf(params, app);
  const biz = parseContents(bizText);
  const [notifyUrl, appAuthToken] = [params.get("notify_url") ?? "", params.get("app_auth_token") ?? ""];
  // alipay.open.auth.token.app.query takes the token in its contents; all others take it here, and this is for whom they call.
  const call = { app, method, biz, bizText, notifyUrl, appAuthToken, signature: params.get("sign") ?? "" };
  const returnUrl = params.get("return_url") ?? "";
  checkReturnUrl(returnUrl);
  const answer = await performMethod(alipay, call);
  const about = { appId: app.appId, method: method.name, returnUrl };
  const goTo = answer.handOver && (await pageAddress(alipay, answer.handOver, about));
  const node = nodeOfAnswer(answer);
  return { node: params.get("encrypt_type") === "AES" ? encryptNode(node, app.aesKey) : node, ...(goTo && { goTo }) };
};

/** What a call is told: the node that a client reads, and for a payer's browser where it goes. */
interface Told {
  readonly node: string;
  readonly goTo?: string;
}

/** The node of a call's answer, whatever happens: a client reads nothing else. */
const nodeOf = async (alipay: AlipayDesk, params: Params, address: string): Promise<Told> => {
  try {
    const method = checkParams(params, alipay.desk.node.clock.now());
    return await answerCall(alipay, method, params, address);
  } catch (error) {
    if (!(error instanceof AlipayFault)) alipay.desk.node.log.error({ err: error }, "an Alipay call failed");
    return { node: nodeOfFault(faultOf(error, {})) };
  }
};

const queryOf = (request: FastifyRequest): string => request.url.split("?").slice(1).join("?");

const paramsOf = async (request: FastifyRequest): Promise<Params | AlipayFault> => {
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  try {
    return await readParams(queryOf(request), request.headers["content-type"] ?? "", body);
  } catch (error) {
    return faultOf(error, {});
  }
};

/** Answers with status 200 always, as Alipay's door does: clients take every other status for a broken line. */
const send = async (
  { signer }: AlipayDesk,
  reply: FastifyReply,
  { params, node }: { params: Params; node: string },
): Promise<FastifyReply> => {
  const body = await sealAnswer(signer, {
    ...{ method: params.get("method") ?? "", node, algorithm: algorithmOf(params.get("sign_type")) },
    certified: (params.get("app_cert_sn") ?? "") !== "",
  });
  // The contents are JSON with texts of merchants in it: a browser that was led here must not read them as a page.
  reply.headers({ trace_id: currentTraceId() ?? "", "cache-control": "no-store", "x-content-type-options": "nosniff" });
  return reply.code(200).type("application/json;charset=utf-8").send(body);
};

/** What is wrong before a route runs (a body too large) has no parameters but those of its address. */
export const sendV2Fault = async (
  alipay: AlipayDesk,
  fault: AlipayFault,
  request: FastifyRequest,
  reply: FastifyReply,
) => {
  const params = new Map(new URLSearchParams(queryOf(request)));
  return send(alipay, reply, { params, node: nodeOfFault(fault) });
};

/** `/gateway.do`: version 2 (ALIPAY_API 1). */
export const serveV2 = (server: FastifyInstance, alipay: AlipayDesk): void => {
  server.route({
    method: ["GET", "POST"],
    url: "/gateway.do",
    handler: (request, reply) =>
      withSpan("alipay /gateway.do", "server", { attributes: { "http.route": "/gateway.do" } }, async () => {
        const params = await paramsOf(request);
        if (params instanceof AlipayFault) return sendV2Fault(alipay, params, request, reply);
        const { node, goTo } = await nodeOf(alipay, params, request.ip);
        if (goTo) return reply.header("cache-control", "no-store").redirect(goTo, 302);
        return send(alipay, reply, { params, node });
      }),
  });
};
