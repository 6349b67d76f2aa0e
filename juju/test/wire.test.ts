import { createGobDecoder } from '../src/gob-decode.ts';
import { createToolClientCodec } from '../src/tool-client-codec.ts';
import { STDIN_REQUIRED, createToolServerCodec } from '../src/wire.ts';
import type { ToolRequest } from '../src/wire.ts';
import { cutMessages, hex } from './support/gob-bytes.ts';

const request: ToolRequest = {
  contextId: 'u/0-install-1',
  directory: '/tmp',
  tool: 'is-leader',
  args: ['--format=json'],
};

describe('client codec', () => {
  it('writes the header that a Go client was seen to write', () => {
    const messages = cutMessages(createToolClientCodec().call(request));
    expect(messages[1]).toEqual(hex('0f ff82 01 0a "Jujuc.Main" 00'));
  });

  it('writes the body that a Go client was seen to write', () => {
    const messages = cutMessages(createToolClientCodec().call(request));
    expect(messages[4]).toEqual(
      hex(
        '33 ff84 01 0d "u/0-install-1" 01 04 "/tmp" 01 09 "is-leader" 01 01 0d "--format=json" 00',
      ),
    );
  });

  it('writes the sequence number from the second call on, and no definition again', () => {
    const codec = createToolClientCodec();
    codec.call(request);
    const messages = cutMessages(codec.call(request));
    expect(messages).toHaveLength(2);
    expect(messages[0]).toEqual(hex('11 ff82 01 0a "Jujuc.Main" 01 01 00'));
  });
});

describe('server codec', () => {
  it('reads what the client writes, whatever the pieces it arrives in', () => {
    const bytes = createToolClientCodec().call({ ...request, stdin: Buffer.from('null') });
    for (const size of [1, 2, 7, bytes.length]) {
      const codec = createToolServerCodec();
      const calls = [];
      for (let start = 0; start < bytes.length; start += size) {
        calls.push(...codec.push(bytes.subarray(start, start + size)));
      }
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatchObject({ sequence: 0, method: 'Jujuc.Main', request });
      expect(Buffer.from(calls[0]?.request.stdin ?? []).toString()).toBe('null');
    }
  });

  it('tells absent standard input from an empty one', () => {
    const read = (stdin?: Buffer): boolean => {
      const bytes = createToolClientCodec().call(stdin ? { ...request, stdin } : request);
      return createToolServerCodec().push(bytes)[0]?.request.stdin !== undefined;
    };
    expect([read(), read(Buffer.alloc(0)), read(Buffer.from('x'))]).toEqual([false, true, true]);
  });

  it('answers errors with the anonymous struct that Go servers send', () => {
    const server = createToolServerCodec();
    const [call] = server.push(createToolClientCodec().call(request));
    if (!call) throw new Error('no call');
    const messages = cutMessages(server.refuse(call, 'bad request: Dir is not absolute'));
    expect(messages[2]).toEqual(hex('0a ff83 03 01 02 ff84 00 00 00'));
    expect(messages[3]).toEqual(hex('03 ff84 00'));
  });

  it('gives the client answers and errors in turn on one connection', () => {
    const client = createToolClientCodec();
    const server = createToolServerCodec();
    const [first] = server.push(client.call(request));
    const [second] = server.push(client.call({ ...request, stdin: Buffer.from('a') }));
    if (!first || !second) throw new Error('no call');
    const big = Buffer.alloc(300_000, 'x');
    const replies = client.push(
      Buffer.concat([
        server.refuse(first, STDIN_REQUIRED),
        server.answer(second, { code: 2, stdout: big, stderr: Buffer.from('ERROR no\n') }),
      ]),
    );
    expect(replies[0]).toEqual({ error: STDIN_REQUIRED });
    expect(replies[1]).toMatchObject({ response: { code: 2 } });
    expect(replies[1] && 'response' in replies[1] && replies[1].response.stdout.length).toBe(
      300_000,
    );
  });

  it('ignores fields and types that it does not know', () => {
    // Request{ServiceMethod, Seq} with ids 90 and 91; the body has a map and a Token that we lack.
    const codec = createToolServerCodec();
    const calls = codec.push(
      Buffer.concat([
        framed(
          'ffb3 03 01 02 ffb4 00 01 02 01 0d "ServiceMethod" 01 0c 00 01 03 "Seq" 01 06 00 00 00',
        ),
        framed('ffb4 01 0a "Jujuc.Main" 01 07 00'),
        framed(
          'ffb5 03 01 02 ffb6 00 01 03 01 05 "Extra" 01 ffb8 00 01 0b "CommandName" 01 0c 00 01 05 "Token" 01 0c 00 00 00',
        ),
        framed('ffb7 04 01 02 ffb8 00 01 0c 01 04 00 00'),
        framed('ffb6 01 02 01 "a" 02 01 "b" 04 01 09 "is-leader" 01 01 "t" 00'),
      ]),
    );
    expect(calls).toEqual([
      {
        sequence: 7,
        method: 'Jujuc.Main',
        request: { contextId: '', directory: '', tool: 'is-leader', args: [] },
      },
    ]);
  });
});

describe('gob decoder', () => {
  const decode = (text: string): unknown => createGobDecoder().push(hex(text));

  it('reads the numbers of the encoding/gob documentation', () => {
    expect(decode('03 04 00 06')).toEqual([3]);
    expect(decode('05 06 00 fe 01 00')).toEqual([256]);
    expect(decode('03 04 00 05')).toEqual([-3]);
    expect(decode('05 08 00 fe 31 40')).toEqual([17]);
  });

  it('refuses a type that was never defined', () => {
    expect(() => decode('03 ff86 00')).toThrow('gob: type 67 is not defined');
  });

  it('refuses a length that the message cannot hold', () => {
    expect(() => decode('04 0a 00 7f 61')).toThrow('127 items announced, but 1 bytes are left');
  });

  it('refuses an absurd message length before it has read the message', () => {
    expect(() => decode('fb 7fffffffff')).toThrow('gob: a message of');
  });
});

function framed(text: string): Buffer {
  const body = hex(text);
  return Buffer.concat([Buffer.of(body.length), body]);
}
