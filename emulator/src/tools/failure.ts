/** A hook tool refuses: code 2 for wrong flags or arguments, 1 when the call cannot be done. */
export class ToolFailure extends Error {
  readonly code: 1 | 2;

  constructor(code: 1 | 2, message: string) {
    super(message);
    this.name = 'ToolFailure';
    this.code = code;
  }
}

/** The tool must be called again with what stands on its standard input. */
export class StdinNeeded extends Error {
  constructor() {
    super('hook tool requires stdin, none supplied');
    this.name = 'StdinNeeded';
  }
}

/** Makes the failure for wrong flags or arguments: exit code 2. */
export function usageFailure(message: string): ToolFailure {
  return new ToolFailure(2, message);
}

/** Makes the failure for a call that cannot be done: exit code 1. */
export function runFailure(message: string): ToolFailure {
  return new ToolFailure(1, message);
}

/** A call that is not run; the caller sees `bad request: ` and the message. Contract row C114. */
export class BadRequestError extends Error {
  /** @param message for example `unknown command: foo`. */
  constructor(message: string) {
    super(message);
    this.name = 'BadRequestError';
  }
}
