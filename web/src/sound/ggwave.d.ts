/** What is used of ggwave 0.4.0, which comes without types (data over sound, MIT). Samples are 32-bit floats, mono. */
declare module "ggwave" {
  export interface GgwaveParameters {
    sampleRateInp: number;
    sampleRateOut: number;
  }

  export interface Ggwave {
    readonly ProtocolId: { readonly GGWAVE_PROTOCOL_AUDIBLE_FAST: object };
    getDefaultParameters(): GgwaveParameters;
    init(parameters: GgwaveParameters): number;
    free(instance: number): void;
    /** A view of the library's own memory: to be copied at once. */
    encode(instance: number, payload: string, protocol: object, volume: number): Int8Array;
    /** Takes the bytes of some samples; gives the payload's bytes (a view as above) where one ended in them, else none. */
    decode(instance: number, waveform: Int8Array): Int8Array;
    disableLog(): void;
  }

  const factory: (module: { print(line: string): void; printErr(line: string): void }) => Promise<Ggwave>;
  export default factory;
}
