/** The goal: gRPC carries our reasons whole, and every foreign status means something here. The method: properties, and a table of statuses. */

import type { IncomingHttpHeaders } from "node:http2";
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Status } from "../../proto/gen/google/rpc/status.ts";
import { anyReasonError, factsOf } from "../errors/any-reason-error.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { GRPC_CODES, ReasonError } from "../errors/reason.ts";
import { fromStatus, type GrpcStatus, toStatus } from "./status.ts";

const aServiceError = (code: number, details: string, metadata = new Metadata()): ServiceError =>
  Object.assign(new Error(`${code} ${details}`), { code, details, metadata });

const arrive = ({ code, details, metadata }: GrpcStatus): ReasonError =>
  fromStatus(
    aServiceError(code, details, Metadata.fromHttp2Headers(metadata.toHttp2Headers() as IncomingHttpHeaders)),
    "payments",
  );

const detailsOf = (sent: GrpcStatus): Status =>
  Status.decode(sent.metadata.get("grpc-status-details-bin")[0] as Buffer);

describe("a reason as a gRPC status", () => {
  test("any ReasonError survives the trailers", () => {
    fc.assert(
      fc.property(anyReasonError(), (error) => expect(factsOf(arrive(toStatus(error)))).toEqual(factsOf(error))),
    );
  });

  test("speaks google.rpc to everyone else", () => {
    const error = commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
    const sent = toStatus(error);
    expect(sent).toMatchObject({ code: status.UNAVAILABLE, details: "The service payments is not available now." });
    expect(detailsOf(sent).details.map(({ typeUrl }) => typeUrl)).toEqual([
      "type.googleapis.com/google.rpc.ErrorInfo",
      "type.googleapis.com/google.rpc.LocalizedMessage",
      "type.googleapis.com/google.rpc.LocalizedMessage",
      "type.googleapis.com/google.rpc.RetryInfo",
    ]);
  });

  test("an unknown error tells nothing of itself", () => {
    const sent = toStatus(new Error("password=hunter2"));
    expect(sent.code).toBe(status.INTERNAL);
    expect(Buffer.from(Status.encode(detailsOf(sent)).finish()).toString("latin1") + sent.details).not.toContain(
      "hunter2",
    );
  });

  test("500 violations are cut to what peers accept, and the reason stays", () => {
    const fields = Array.from({ length: 500 }, (_, index) => ({
      field: `lines[${index}].barcode`,
      en: "13 digits",
      zh: "须为 13 位数字",
    }));
    const sent = toStatus(commonReasons.error("REQUEST_INVALID", { fields }));
    const [header] = sent.metadata.toHttp2Headers()["grpc-status-details-bin"] as string[];
    expect(header?.length).toBeLessThan(8 * 1024);
    const received = arrive(sent);
    expect(received.reason).toBe("REQUEST_INVALID");
    expect(received.fields.length).toBeGreaterThan(10);
    expect(received.fields).toEqual(fields.slice(0, received.fields.length));
  });

  test("half a surrogate pair in a text does not break the door", () => {
    const row = { code: "NOT_FOUND", retryable: false, zh: "\ud800", en: "\ud800" } as const;
    expect(() => encodeURI(toStatus(new ReasonError("stock", "ODD", row)).details)).not.toThrow();
  });
});

describe("a status without a reason", () => {
  const tooLarge = "Received message larger than max (300000 vs 262144)";

  test.each([
    [status.CANCELLED, "Cancelled", "DEADLINE_PASSED"],
    [status.UNKNOWN, "boom", "INTERNAL"],
    [status.INVALID_ARGUMENT, "bad", "REQUEST_INVALID"],
    [status.DEADLINE_EXCEEDED, "Deadline exceeded", "DEADLINE_PASSED"],
    [status.NOT_FOUND, "no such thing", "ROUTE_NOT_FOUND"],
    [status.ALREADY_EXISTS, "exists", "REQUEST_INVALID"],
    [status.PERMISSION_DENIED, "forbidden by policy", "CALLER_NOT_ALLOWED"],
    [status.RESOURCE_EXHAUSTED, tooLarge, "REQUEST_TOO_LARGE"],
    [status.RESOURCE_EXHAUSTED, "Received message that decompresses to a size larger than 262144", "REQUEST_TOO_LARGE"],
    [status.RESOURCE_EXHAUSTED, "quota", "RATE_LIMITED"],
    [status.FAILED_PRECONDITION, "not now", "REQUEST_INVALID"],
    [status.ABORTED, "conflict", "REQUEST_INVALID"],
    [status.OUT_OF_RANGE, "beyond", "REQUEST_INVALID"],
    [status.UNIMPLEMENTED, "no such method", "METHOD_NOT_ALLOWED"],
    [status.INTERNAL, "broke", "INTERNAL"],
    [status.INTERNAL, "Received RST_STREAM with code 0 (Call ended without gRPC status)", "SERVICE_UNAVAILABLE"],
    [status.UNAVAILABLE, "No connection established", "SERVICE_UNAVAILABLE"],
    [status.DATA_LOSS, "gone", "INTERNAL"],
    [status.UNAUTHENTICATED, "who", "CALLER_UNKNOWN"],
    [99, "of the future", "INTERNAL"],
  ] as const)("%s %s is common %s", (code, details, reason) => {
    const error = fromStatus(aServiceError(code, details), "payments");
    expect(error).toMatchObject({ domain: "common", reason, metadata: { service: "payments" } });
    expect(error.localized("en")).not.toContain(details);
  });

  test("broken details are as good as none", () => {
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from([0x1a, 0xff, 0xff, 0xff]));
    expect(fromStatus(aServiceError(status.UNAVAILABLE, "away", metadata), "payments").reason).toBe(
      "SERVICE_UNAVAILABLE",
    );
  });

  test("every code of the registries is a gRPC code of the same name", () => {
    for (const [name, code] of Object.entries(GRPC_CODES)) expect(status[code]).toBe(name);
  });
});
