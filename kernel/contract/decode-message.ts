import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { MessageCodec } from "./contract.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const decodeUtf8 = (bytes: Uint8Array): string => utf8.decode(bytes);

/**
 * Decodes a message and refuses what the generated decoder lets pass: texts that are not UTF-8 (proto3 forbids them) and bytes after an end mark.
 * Throws (TypeError, RangeError, Error) on broken bytes.
 */
export const decodeMessage = <Message>(codec: MessageCodec<Message>, bytes: Uint8Array): Message => {
  const reader = new BinaryReader(bytes, decodeUtf8);
  // The generated decoders take a reader as well as bytes; MessageCodec names only the latter.
  const message = codec.decode(reader as unknown as Uint8Array);
  if (reader.pos !== reader.len) throw new RangeError(`the message ends at byte ${reader.pos} of ${reader.len}`);
  return message;
};
