// The hook tool for hosts without a C compiler; forwarder.c and forwarder-gob.h are its model. The
// file stands alone, because it is copied into machines, and gets its first line on the way.
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const STDIN_REQUIRED = 'hook tool requires stdin, none supplied';
const LONGEST_MESSAGE = 2 ** 30;

// Type ids: 65 request header, 66 request, 67 []string.
const HEADER_DEFINITION = latin1(
  '\xff\x81\x03\x01\x01\x07Request\x01\xff\x82\x00\x01\x02',
  '\x01\x0dServiceMethod\x01\x0c\x00\x01\x03Seq\x01\x06\x00\x00\x00',
);
const BODY_DEFINITION = latin1(
  '\xff\x83\x03\x01\x01\x07Request\x01\xff\x84\x00\x01\x06',
  '\x01\x09ContextId\x01\x0c\x00\x01\x03Dir\x01\x0c\x00\x01\x0bCommandName\x01\x0c\x00',
  '\x01\x04Args\x01\xff\x86\x00\x01\x08StdinSet\x01\x02\x00\x01\x05Stdin\x01\x0a\x00\x00\x00',
);
const ARGS_DEFINITION = latin1('\xff\x85\x02\x01\x01\x08[]string\x01\xff\x86\x00\x01\x0c\x00\x00');

main();

function main() {
  const call = {
    context: variable('JUJU_CONTEXT_ID'),
    directory: process.cwd(),
    tool: path.basename(process.argv[1]),
    args: process.argv.slice(2),
  };
  variable('JUJU_AGENT_SOCKET_NETWORK');
  const address = variable('JUJU_AGENT_SOCKET_ADDRESS');
  const socket = dial(address);
  const decoder = createDecoder();
  socket.on('error', (error) => fail(explainDial(address, error)));
  socket.on('end', () => fail('unexpected EOF'));
  socket.on('data', (chunk) => {
    for (const { error, response } of guarded(() => decoder(chunk))) {
      if (error === STDIN_REQUIRED) socket.write(request(call, fs.readFileSync(0)));
      else if (error !== '') fail(error);
      else finish(response);
    }
  });
  socket.write(request(call, undefined));
}

function variable(name) {
  const value = process.env[name];
  return value ? value : fail(`${name} not set`);
}

function fail(message) {
  writeAll(2, Buffer.from(`ERROR ${message}\n`));
  process.exit(1);
}

function guarded(read) {
  try {
    return read();
  } catch {
    return fail('malformed answer from the agent');
  }
}

function finish({ Stdout = Buffer.alloc(0), Stderr = Buffer.alloc(0), Code = 0 }) {
  writeAll(1, Stdout);
  writeAll(2, Stderr);
  process.exit(Code);
}

// Pipes of other Node.js processes may be in non-blocking mode, so a full one is tried again.
function writeAll(fd, bytes) {
  for (let start = 0; start < bytes.length;) {
    try {
      start += fs.writeSync(fd, bytes, start);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
}

// A path longer than the kernel takes is reached from inside its folder.
function dial(address) {
  if (address.startsWith('@')) return net.connect({ path: `\0${address.slice(1)}` });
  if (Buffer.byteLength(address) <= 107) return net.connect({ path: address });
  try {
    process.chdir(path.dirname(address));
  } catch (error) {
    return fail(explainDial(address, error));
  }
  return net.connect({ path: path.basename(address) });
}

function explainDial(address, error) {
  const reasons = { ENOENT: 'no such file or directory', ECONNREFUSED: 'connection refused' };
  return `dial unix ${address}: connect: ${reasons[error.code] ?? error.message}`;
}

// Writing

function latin1(...parts) {
  return message(Buffer.from(parts.join(''), 'latin1'));
}

function message(body) {
  return Buffer.concat([uint(body.length), body]);
}

function uint(value) {
  if (value < 128) return Buffer.of(value);
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(256 - bytes.length, ...bytes);
}

function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint(bytes.length), bytes]);
}

function request(call, input) {
  const header = ['\xff\x82\x01\x0aJujuc.Main', input ? '\x01\x01' : '', '\x00'].join('');
  const fields = [
    text(call.context),
    text(call.directory),
    text(call.tool),
    call.args.length && Buffer.concat([uint(call.args.length), ...call.args.map(text)]),
    input && uint(1),
    input?.length && text(input),
  ];
  const body = message(Buffer.concat([Buffer.of(0xff, 0x84), struct(fields), Buffer.of(0)]));
  const parts = input
    ? [latin1(header), body]
    : [HEADER_DEFINITION, latin1(header), BODY_DEFINITION, ARGS_DEFINITION, body];
  return Buffer.concat(parts);
}

function struct(fields) {
  const parts = [];
  let last = -1;
  fields.forEach((field, index) => {
    if (!field) return;
    parts.push(uint(index - last), field);
    last = index;
  });
  return Buffer.concat(parts);
}

// Reading: answers come as a header and a body, each preceded by the definitions that it needs.

function createDecoder() {
  const types = new Map();
  let held = Buffer.alloc(0);
  let header;
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    const replies = [];
    for (let body = cut(); body !== undefined; body = cut()) {
      const id = body.int();
      if (id < 0) types.set(-id, readDefinition(body));
      else if (header === undefined) header = readValue(types, body, id);
      else {
        replies.push({ error: header.Error ?? '', response: readValue(types, body, id) });
        header = undefined;
      }
    }
    return replies;
  };

  function cut() {
    if (held.length === 0) return undefined;
    const digits = held[0] < 128 ? 0 : 256 - held[0];
    if (held.length < 1 + digits) return undefined;
    const reader = createReader(held);
    const length = reader.uint();
    if (length > LONGEST_MESSAGE) throw new Error('too long');
    if (held.length < 1 + digits + length) return undefined;
    const body = createReader(held.subarray(1 + digits, 1 + digits + length));
    held = held.subarray(1 + digits + length);
    return body;
  }
}

function createReader(bytes) {
  let position = 0;
  const reader = {
    uint() {
      const first = bytes.readUInt8(position++);
      if (first < 128) return first;
      let value = 0;
      for (let count = 256 - first; count > 0; count--) {
        value = value * 256 + bytes.readUInt8(position++);
      }
      return value;
    },
    int() {
      const value = reader.uint();
      return value % 2 === 0 ? value / 2 : -(value - 1) / 2 - 1;
    },
    bytes() {
      const length = reader.uint();
      if (position + length > bytes.length) throw new Error('too short');
      position += length;
      return bytes.subarray(position - length, position);
    },
  };
  return reader;
}

function forEachField(reader, visit) {
  let index = -1;
  for (let step = reader.uint(); step !== 0; step = reader.uint()) visit((index += step));
}

function readNamed(reader) {
  const field = { name: '', id: 0 };
  forEachField(reader, (index) => {
    if (index === 0) field.name = reader.bytes().toString();
    else field.id = reader.int();
  });
  return field;
}

function readDefinition(reader) {
  const type = { kind: reader.uint(), fields: [], ids: [] };
  forEachField(reader, (index) => {
    if (index === 0) readNamed(reader);
    else if (type.kind !== 3) type.ids.push(reader.int());
    else for (let count = reader.uint(); count > 0; count--) type.fields.push(readNamed(reader));
  });
  return type;
}

function readValue(types, reader, id) {
  if (id === 1 || id === 3 || id === 4) return reader.uint();
  if (id === 2) return reader.int();
  if (id === 5) return reader.bytes();
  if (id === 6) return reader.bytes().toString();
  if (id === 7) return [reader.uint(), reader.uint()];
  if (id === 8) return reader.bytes().length === 0 ? undefined : [reader.int(), reader.bytes()];
  const { kind, fields, ids } = types.get(id);
  if (kind === 3) {
    const value = {};
    forEachField(reader, (index) => {
      value[fields[index].name] = readValue(types, reader, fields[index].id);
    });
    return value;
  }
  if (kind > 4) return reader.bytes();
  const items = [];
  // An array's second number is its length, a map's second one the type of its values.
  const parts = kind === 4 ? ids : ids.slice(0, 1);
  for (let count = reader.uint(); count > 0; count--) {
    items.push(parts.map((part) => readValue(types, reader, part)));
  }
  return items;
}
