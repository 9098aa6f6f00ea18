import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { anonymous } from "../../../kernel/auth/caller.ts";
import { currentTraceId, withSpan } from "../../../kernel/telemetry/spans.ts";
import { headerOf } from "../../http/trace.ts";
import { type BizContent, parseBizContent } from "../biz/biz-content.ts";
import { AlipayFault, type FaultCode, invalid } from "../fault.ts";
import type { KnownApp } from "../known-apps.ts";
import type { Method } from "../methods/method.ts";
import { METHODS } from "../methods/method-table.ts";
import { type AlipayDesk, performMethod } from "../perform-method.ts";
import { decryptText, encryptText, isSignedBy } from "../signatures.ts";
import { faultOf } from "../sub-codes.ts";
import { filled } from "../v2/answer-node.ts";
import { readAuthorization, textToSign } from "./read-authorization.ts";

const STATUSES: Readonly<Record<FaultCode, number>> = {
  "20000": 500,
  "20001": 401,
  "40001": 400,
  "40002": 400,
  "40004": 400,
  "40005": 429,
  "40006": 403,
};

const ACCEPTED = 202;

/** A call as it came: what is signed, and what of it are the business fields. */
interface Sent {
  readonly app: KnownApp;
  readonly signature: string;
  readonly appAuthToken: string;
  /** The signed body, or the query where there is none. */
  readonly text: string;
}

const isMultipart = (request: FastifyRequest): boolean =>
  /^multipart\/form-data\b/i.test(headerOf(request, "content-type") ?? "");

/** The body that is signed: all of it, or of a form with files its part `data`. */
const signedBody = async (request: FastifyRequest): Promise<string> => {
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  if (!isMultipart(request)) return body.toString("utf8");
  const headers = { "content-type": headerOf(request, "content-type") ?? "" };
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => {
    throw invalid("parameter", "multipart/form-data 格式有误");
  });
  const data = form.get("data");
  return typeof data === "string" ? data : ((await data?.text()) ?? "");
};

/** The app that signed the call. Whoever is not known to be an app is counted by address. */
const proveApp = async (alipay: AlipayDesk, request: FastifyRequest): Promise<Sent> => {
  const { rates, node } = alipay.desk;
  try {
    const text = await signedBody(request);
    const authorization = readAuthorization(headerOf(request, "authorization"), node.clock.now());
    const app = await alipay.findApp(authorization.appId);
    if (!app) throw invalid("app-id", "无效的 app_id");
    const { certificateSn, signature } = authorization;
    if (certificateSn !== "" && certificateSn !== app.certificateSn)
      throw invalid("signature", "app_cert_sn 不是该应用的证书序列号");
    const appAuthToken = headerOf(request, "alipay-app-auth-token") ?? "";
    const signed = { verb: request.method, target: request.raw.url ?? "", body: text, appAuthToken };
    if (!(await isSignedBy(app.publicKey, textToSign(authorization, signed), signature, "RSA-SHA256")))
      throw invalid("signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配");
    return { app, signature, appAuthToken, text };
  } catch (error) {
    await rates.take(anonymous, request.ip);
    throw error;
  }
};

const isEncrypted = (request: FastifyRequest): boolean => {
  const kind = headerOf(request, "alipay-encrypt-type");
  if (kind !== undefined && kind !== "AES") throw invalid("encrypt", "alipay-encrypt-type 须为 AES");
  return kind === "AES";
};

const contentsOf = (request: FastifyRequest, { app, text }: Sent): string => {
  if (!isEncrypted(request)) return text;
  const clear = decryptText(app.aesKey, text);
  if (clear === undefined) throw invalid("encrypt", "解密出错，请检查接口内容加密密钥");
  return clear;
};

const parseContents = (text: string): BizContent => {
  try {
    return parseBizContent(text);
  } catch {
    throw invalid("parameter", "请求体须为 JSON 对象，字段名不得重复");
  }
};

/** A GET's fields are its query. */
const readContents = (request: FastifyRequest, method: Method, sent: Sent): { biz: BizContent; bizText: string } => {
  if (method.verb === "GET") {
    const query = request.url.split("?").slice(1).join("?");
    return { biz: Object.fromEntries(new URLSearchParams(query)), bizText: query };
  }
  const bizText = contentsOf(request, sent);
  return { biz: parseContents(bizText), bizText };
};

/** Every answer is signed, refusals too. */
const send = async (
  alipay: AlipayDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body, type = "application/json;charset=utf-8" }: { status: number; body: string; type?: string },
): Promise<FastifyReply> => {
  const timestamp = String(alipay.desk.node.clock.now().getTime());
  const nonce = randomUUID().replaceAll("-", "");
  const key = await alipay.signer.key();
  const serial = headerOf(request, "authorization")?.includes("app_cert_sn=")
    ? await alipay.signer.certificateSn()
    : undefined;
  reply.headers({
    "alipay-timestamp": timestamp,
    "alipay-nonce": nonce,
    "alipay-signature": await key.sign(`${timestamp}\n${nonce}\n${body}\n`, "RSA-SHA256"),
    "alipay-trace-id": currentTraceId() ?? "",
    ...(serial && { "alipay-sn": serial }),
    "cache-control": "no-store",
  });
  return reply.code(status).type(type).send(body);
};

const DOCS = "https://opendocs.alipay.com/open-v3/054fcv";

/** The same words as version 2, without the prefix of the door's own. */
export const sendV3Fault = (
  alipay: AlipayDesk,
  fault: AlipayFault,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { subCode, subMsg, code } = fault;
  const word = subCode.replace(/^(isv|aop|isp)\./, "");
  const isStranger = word === "invalid-signature" || word === "invalid-app-id" || word === "missing-signature";
  const body = JSON.stringify({ code: word, message: subMsg, links: [{ link: DOCS, desc: "错误码" }] });
  return send(alipay, request, reply, { status: isStranger ? 401 : STATUSES[code], body });
};

const serveCall = async (alipay: AlipayDesk, method: Method, request: FastifyRequest, reply: FastifyReply) => {
  const sent = await proveApp(alipay, request);
  const { app, signature, appAuthToken } = sent;
  await alipay.desk.rates.take({ kind: "app", id: app.appId }, request.ip);
  const { biz, bizText } = readContents(request, method, sent);
  const notifyUrl = typeof biz["notify_url"] === "string" ? biz["notify_url"] : "";
  const call = { app, method, biz, bizText, notifyUrl, appAuthToken, signature };
  const { fields, inProcess } = await performMethod(alipay, call);
  const text = JSON.stringify(filled(fields));
  const status = inProcess ? ACCEPTED : 200;
  const answer = isEncrypted(request)
    ? { status, body: encryptText(app.aesKey, text), type: "text/plain;charset=utf-8" }
    : { status, body: text };
  return send(alipay, request, reply, answer);
};

/** `/v3/…`: version 3 (ALIPAY_API 2). One route per method; what is no method is answered in its words as well. */
export const serveV3 = (server: FastifyInstance, alipay: AlipayDesk): void => {
  const serve = (name: string, work: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) => {
    return (request: FastifyRequest, reply: FastifyReply) =>
      withSpan(`alipay ${name}`, "server", { attributes: { "http.route": name } }, async () => {
        try {
          return await work(request, reply);
        } catch (error) {
          if (!(error instanceof AlipayFault)) alipay.desk.node.log.error({ err: error }, "an Alipay call failed");
          return sendV3Fault(alipay, faultOf(error, {}), request, reply);
        }
      });
  };
  for (const method of METHODS) {
    const url = `/v3/${method.name.replaceAll(".", "/")}`;
    server.route({ method: method.verb, url, handler: serve(url, (...http) => serveCall(alipay, method, ...http)) });
  }
  const unknown = serve("/v3/*", async () => {
    throw invalid("method", "不存在的方法名");
  });
  server.route({ method: ["GET", "POST", "PUT", "DELETE"], url: "/v3/*", handler: unknown });
};
