import type { Socket } from "node:net";
import {
  type MethodDefinition as GrpcMethodDefinition,
  Server,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { MethodDefinition, ServiceDefinition } from "../contract/contract.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { rpcMetrics } from "../telemetry/rpc-metrics.ts";
import type { Clock } from "../time/clock.ts";
import { arrivalGuard } from "./arrival-guard.ts";
import { drainServer } from "./drain-server.ts";
import { addHealth } from "./health.ts";
import { routeLibraryLog } from "./library-log.ts";
import { DEFAULT_LIMITS, type GrpcLimits, transportOptions } from "./limits.ts";
import { listen } from "./listener.ts";
import type { Authenticate } from "./node-authentication.ts";
import { pathOf } from "./path.ts";
import { addReflection } from "./reflection.ts";
import { serverCredentials, type TlsFiles } from "./tls.ts";
import { type CallDesk, type Invoke, unaryCall } from "./unary-call.ts";

export interface GrpcServerSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly limits?: Partial<GrpcLimits>;
  /** The contracts that this server answers, and who answers them. `invoke` gets the method's key in the definition (`payTrade`). */
  readonly services: readonly { readonly definition: ServiceDefinition; readonly invoke: Invoke }[];
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The compiled contracts for reflection; default: those of this repository. */
  readonly descriptorFile?: string | URL;
}

export interface GrpcServer {
  readonly port: number;
  /** What health says of a service; NOT_SERVING until told otherwise. Calls are answered in any case. */
  setServing(serviceFullName: string, serving: boolean): void;
  /** Takes no new calls, lets those at work finish for so long, then breaks the rest off. Safe to call twice. */
  close(graceMs: number): Promise<void>;
}

const CONTRACTS = new URL("../../proto/gen/contracts.binpb", import.meta.url);

const asIs = (bytes: Buffer): Buffer => bytes;

const assertUnary = (definition: ServiceDefinition, name: string, method: MethodDefinition): void => {
  if (method.requestStream || method.responseStream)
    throw new Error(`${definition.fullName}.${name} streams; the doors bind unary rpcs only`);
};

/** Registers a contract; grpc-js sees bytes, the messages are read and written in unaryCall. */
const addContract = (server: Server, desk: CallDesk, definition: ServiceDefinition, invoke: Invoke): void => {
  const wire: Record<string, GrpcMethodDefinition<Buffer, Buffer>> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(definition.methods)) {
    assertUnary(definition, name, method);
    wire[name] = {
      path: pathOf(definition, method),
      requestStream: false,
      responseStream: false,
      requestDeserialize: asIs,
      requestSerialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    implementation[name] = unaryCall(desk, { definition, name, method, invoke });
  }
  server.addService(wire, implementation);
};

const makeDesk = (settings: GrpcServerSettings, limits: GrpcLimits): CallDesk => ({
  authenticate: settings.authenticate,
  limits,
  log: settings.log,
  metrics: rpcMetrics(settings.metrics, "grpc"),
  clock: settings.clock,
  inFlight: 0,
});

/**
 * Serves contracts over gRPC, with health and reflection. The same server stands at every node of the mesh (authenticate: nodeAuthentication) and at the
 * gateway (authenticate: bearer tokens). Whatever a peer sends, it gets a status; the process never ends for it.
 */
export const startGrpcServer = async (settings: GrpcServerSettings): Promise<GrpcServer> => {
  routeLibraryLog(settings.log);
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const desk = makeDesk(settings, limits);
  const definitions = settings.services.map(({ definition }) => definition);
  const server = new Server({ ...transportOptions(limits), interceptors: [arrivalGuard(limits)] });
  for (const { definition, invoke } of settings.services) addContract(server, desk, definition, invoke);
  const health = addHealth(server, definitions);
  addReflection(server, settings.descriptorFile ?? CONTRACTS, definitions);
  const injector = server.createConnectionInjector(serverCredentials(settings.tls));
  const { host, port } = settings;
  const { maxConnections } = limits;
  const accept = (socket: Socket) => injector.injectConnection(socket);
  const listener = await listen({ host, port, maxConnections, accept });
  let closed: Promise<void> | undefined;
  return {
    port: listener.port,
    setServing: health.setServing,
    close: (graceMs) => {
      closed ??= drainServer({ server, listener, health, definitions, graceMs });
      return closed;
    },
  };
};
