import type { Docker } from 'node-docker-api';
import { isObject, readApiVersions, readErrorMessage, reasonOf } from './answers.ts';
import { chooseApiVersion } from './api-version.ts';
import type { EngineAddress } from './engine-address.ts';
import { EngineError, EngineUnreachable } from './engine.ts';

/** How long the engine may take for one answer, in seconds; what compose was given. Contract 4.5. */
export const ANSWER_SECONDS = 120;

/** A connection to an engine, opened at the first call. */
export interface Connection {
  /** Agrees with the engine on a version of its API, unless that is done already. */
  open(this: void): Promise<void>;
  /** Makes a call. @param action what is tried, for error texts. */
  call<T>(this: void, action: string, make: (docker: Docker) => Promise<T>): Promise<T>;
}

/**
 * Prepares a connection; nothing happens before its first call.
 * @param readAddress called when the address is needed; what it throws, the call throws.
 */
export function createConnection(readAddress: () => EngineAddress): Connection {
  let opened: Promise<Docker> | undefined;
  const open = async (): Promise<Docker> => {
    opened ??= agreeOnVersion(readAddress());
    try {
      return await opened;
    } catch (error) {
      // The next call looks again for an engine that did not answer this time.
      opened = undefined;
      throw error;
    }
  };
  return {
    open: async () => {
      await open();
    },
    call: async (action, make) => {
      const docker = await open();
      return answerOf(readAddress(), action, make(docker));
    },
  };
}

async function agreeOnVersion(address: EngineAddress): Promise<Docker> {
  const docker = await openDocker(address, undefined);
  const version = await answerOf(address, 'asking the engine for its version', docker.version());
  return openDocker(address, chooseApiVersion(readApiVersions(version)));
}

async function openDocker(address: EngineAddress, version: string | undefined): Promise<Docker> {
  const { Docker: Client } = await import('node-docker-api');
  const docker = new Client({
    ...(address.kind === 'socket'
      ? { socketPath: address.path }
      : { host: address.host, port: address.port }),
    ...(version === undefined ? {} : { version: `v${version}` }),
    timeout: ANSWER_SECONDS * 1000,
  });
  // Time-outs of the package stay behind on a connection that is used again, so each is used once.
  const { modem } = docker;
  const dial = modem.dial.bind(modem);
  modem.dial = (request, callback) => {
    dial({ ...request, headers: { Connection: 'close' } }, callback);
  };
  return docker;
}

/** Waits for an answer, and tells whether the engine refused or nobody was there. */
async function answerOf<T>(address: EngineAddress, action: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    // One second above the package's own limit, for the case that an answer breaks off half way,
    // which the package does not notice.
    timer = setTimeout(
      () => reject(new Error(`no answer within ${ANSWER_SECONDS} seconds`)),
      (ANSWER_SECONDS + 1) * 1000,
    );
  });
  try {
    return await Promise.race([answer, silence]);
  } catch (error) {
    const statusCode = isObject(error) ? error['statusCode'] : undefined;
    if (typeof statusCode === 'number') {
      throw new EngineError(action, explainRefusal(error), statusCode);
    }
    throw new EngineUnreachable(address.text, explainSilence(error), error);
  } finally {
    clearTimeout(timer);
  }
}

function explainRefusal(error: unknown): string {
  const said = isObject(error) ? readErrorMessage(error['json']) : undefined;
  // The package puts its own words in front of what an engine says in the answer to a pull.
  return said ?? reasonOf(error).replace(/^\(HTTP code \d+\) .*? - /, '');
}

function explainSilence(error: unknown): string {
  const code = isObject(error) ? error['code'] : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such socket';
    case 'ECONNREFUSED':
      return 'nobody listens there';
    case 'EACCES':
      return 'this user may not open it';
    case 'ECONNRESET':
      return `it closed the connection or was silent for ${ANSWER_SECONDS} seconds`;
    default:
      return reasonOf(error);
  }
}
