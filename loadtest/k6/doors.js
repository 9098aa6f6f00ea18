/** The till at the two remote doors. Both answer `{ok, body, reason, replayed}`, the body in the contract's JSON. */
import http from "k6/http";
import { Client, StatusOK } from "k6/net/grpc";

const DEADLINE_S = 10;

/** What the gRPC door says of a refusal is in its status details; k6 shows the message only. */
const readGrpc = (response) => ({
  ok: response.status === StatusOK,
  body: response.message,
  reason: response.error ? `${response.error.code} ${response.error.message}` : "",
  replayed: Boolean(response.headers?.["idempotency-replayed"] ?? response.trailers?.["idempotency-replayed"]),
});

/** The contracts must be loaded where k6 starts a script, so this is called there. */
export const grpcDoor = (address, protoFolder) => {
  const client = new Client();
  client.load([protoFolder], "paywindow/supermarket/v1/supermarket.proto");
  let isConnected = false;
  return (rpc, request, { token, key }) => {
    if (!isConnected) client.connect(address, { plaintext: true });
    isConnected = true;
    const metadata = { authorization: `Bearer ${token}`, ...(key && { "idempotency-key": key }) };
    const params = { metadata, timeout: `${DEADLINE_S}s`, tags: { rpc } };
    return readGrpc(client.invoke(`paywindow.supermarket.v1.SupermarketService/${rpc}`, request, params));
  };
};

const kebab = (name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

export const httpDoor =
  (address) =>
  (rpc, request, { token, key }) => {
    const headers = {
      ...{ "content-type": "application/json", authorization: `Bearer ${token}` },
      ...(key && { "idempotency-key": key }),
    };
    const params = { headers, timeout: `${DEADLINE_S}s`, tags: { rpc, name: rpc } };
    const response = http.post(`${address}/v1/supermarket/${kebab(rpc)}`, JSON.stringify(request), params);
    const body = response.body ? response.json() : undefined;
    return {
      ok: response.status === 200,
      body,
      reason: response.status === 200 ? "" : `${response.status} ${body?.reason ?? response.error}`,
      replayed: response.headers["Idempotency-Replayed"] === "true",
    };
  };

/** Signs a demo persona in; the access token. */
export const signIn = (address, login) => {
  const body = JSON.stringify({ login, password: "paywindow-demo" });
  const response = http.post(`${address}/v1/identity/sign-in`, body, {
    headers: { "content-type": "application/json" },
  });
  if (response.status !== 200) throw new Error(`sign-in of ${login}: ${response.status} ${response.body}`);
  return response.json("accessToken");
};

/** The shelf of a store: `[{barcode, price}]` of what can be sold, the price in minor units. */
export const readShelf = (address, token, storeId) => {
  const url = `${address}/v1/supermarket/list-items?storeId=${storeId}&pageSize=200`;
  const items = http.get(url, { headers: { authorization: `Bearer ${token}` } }).json("items");
  return items.map(({ barcode, unitPrice }) => ({ barcode, price: Number(unitPrice.minorUnits) }));
};
