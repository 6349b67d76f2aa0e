/** The part of docker-modem that is touched here; the package itself brings no types. */
declare module 'docker-modem' {
  interface ModemCall {
    readonly path: string;
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
  }

  class Modem {
    dial(call: ModemCall, callback: (error: unknown, answer: unknown) => void): void;
  }

  export = Modem;
}
