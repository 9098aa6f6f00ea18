import { invalid } from "../fault.ts";

/** All parameters of a call, from its query and its body together. */
export type Params = ReadonlyMap<string, string>;

/** More than any client sends. */
const MAX_PARAMS = 100;

const addTo = (params: Map<string, string>, name: string, value: string): void => {
  // The official client repeats a form's fields in the address. A name that says two things is refused: only one of them would be looked at.
  if (params.has(name) && params.get(name) !== value) throw invalid("parameter", `参数重复：${name.slice(0, 64)}`);
  if (params.size >= MAX_PARAMS) throw invalid("parameter", `参数不得超过 ${MAX_PARAMS} 个`);
  params.set(name, value);
};

const multipartFields = async (contentType: string, body: Buffer): Promise<[string, string][]> => {
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => {
    throw invalid("parameter", "multipart/form-data 格式有误");
  });
  // Files are not signed; no method that is served here takes one.
  return [...form].filter((field): field is [string, string] => typeof field[1] === "string");
};

const bodyFields = async (contentType: string, body: Buffer): Promise<Iterable<[string, string]>> => {
  if (body.length === 0) return [];
  if (/^multipart\/form-data\b/i.test(contentType)) return multipartFields(contentType, body);
  if (contentType !== "" && !/^application\/x-www-form-urlencoded\b/i.test(contentType))
    throw invalid("format", "请求体须为 application/x-www-form-urlencoded 或 multipart/form-data");
  return new URLSearchParams(body.toString("utf8"));
};

/** Reads a call's parameters. @throws 40002 where a name occurs twice or the body is of another kind. */
export const readParams = async (query: string, contentType: string, body: Buffer): Promise<Params> => {
  const params = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) addTo(params, name, value);
  for (const [name, value] of await bodyFields(contentType, body)) addTo(params, name, value);
  return params;
};

/** What a V2 signature signs: all parameters but `sign`, by name. Ant's Java and PHP clients leave out empty ones, its Node client signs them. */
export const textsToSign = (params: Params): readonly string[] => {
  const signed = [...params].filter(([name]) => name !== "sign").sort(([a], [b]) => (a < b ? -1 : 1));
  const textOf = (fields: readonly [string, string][]) => fields.map(([name, value]) => `${name}=${value}`).join("&");
  const all = textOf(signed);
  const filled = textOf(signed.filter(([, value]) => value !== ""));
  return all === filled ? [all] : [all, filled];
};
