import {
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import type { MessageCodec } from "../../kernel/contract/contract.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { checkJson } from "./check-json.ts";

/** A JSON value as the contract's message. Reason: REQUEST_INVALID with every field that does not fit. */
export const messageFromJson = <Message>(type: DescMessage, codec: MessageCodec<Message>, json: JsonValue): Message => {
  const fields = checkJson(type, json);
  if (fields.length > 0) throw commonReasons.error("REQUEST_INVALID", { fields });
  return codec.decode(toBinary(type, fromJson(type, json)));
};

/** A message of the contract as proto3 JSON: lowerCamelCase names, int64 as decimal strings, unset scalars and lists present. */
export const messageToJson = <Message>(
  type: DescMessage,
  codec: MessageCodec<Message>,
  message: Message,
  registry: FileRegistry,
): string =>
  toJsonString(type, fromBinary(type, codec.encode(message).finish()), { alwaysEmitImplicit: true, registry });
