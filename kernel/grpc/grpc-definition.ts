import type { MethodDefinition as GrpcMethodDefinition } from "@grpc/grpc-js";
import type { MessageCodec, ServiceDefinition } from "../contract/contract.ts";
import { decodeMessage } from "../contract/decode-message.ts";
import { pathOf } from "./path.ts";

const codecOf = (codec: MessageCodec<unknown>) => ({
  serialize: (message: unknown): Buffer => Buffer.from(codec.encode(message).finish()),
  deserialize: (bytes: Buffer): unknown => decodeMessage(codec, bytes),
});

/** A contract as grpc-js takes it, with messages read and written by the generated codecs. */
export const grpcDefinitionOf = (definition: ServiceDefinition) =>
  Object.fromEntries(
    Object.entries(definition.methods).map(([name, method]): [string, GrpcMethodDefinition<unknown, unknown>] => {
      const { requestStream, responseStream } = method;
      const request = codecOf(method.requestType);
      const response = codecOf(method.responseType);
      return [
        name,
        {
          path: pathOf(definition, method),
          ...{ requestStream, responseStream },
          ...{ requestSerialize: request.serialize, requestDeserialize: request.deserialize },
          ...{ responseSerialize: response.serialize, responseDeserialize: response.deserialize },
        },
      ];
    }),
  );
