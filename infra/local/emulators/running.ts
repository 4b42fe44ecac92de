/** An emulator and how to end it. */
export interface Running<Emulator> {
  readonly emulator: Emulator;
  close(): Promise<void>;
}
