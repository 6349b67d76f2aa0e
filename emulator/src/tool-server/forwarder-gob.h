/*
 * The part of encoding/gob and net/rpc that a hook tool needs. The type ids of the answers are the
 * server's choice, so its definitions are read, never assumed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char byte;
typedef struct { byte *data; size_t length, capacity; } Buffer;
typedef struct { const byte *at, *end; } Reader;

enum { BOOL = 1, INT, UINT, FLOAT, BYTES, STRING, COMPLEX, INTERFACE };
enum { ARRAY = 1, SLICE, STRUCT, MAP };
enum { MAX_TYPES = 64, MAX_FIELDS = 32, MAX_NAME = 32, MAX_DEPTH = 64 };

typedef struct { char name[MAX_NAME]; long id; } Field;
typedef struct { long id, first, second; int kind, count; Field fields[MAX_FIELDS]; } Type;

/* What the fields of an answer are collected into. */
typedef struct { long code; Reader error, out, err; } Answer;

static Type types[MAX_TYPES];
static int type_count;

static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("ERROR ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static void *checked(void *memory) {
  if (!memory) fail("out of memory");
  return memory;
}

/* Writing */

static void put_raw(Buffer *buffer, const void *data, size_t length) {
  if (buffer->length + length > buffer->capacity) {
    buffer->capacity = (buffer->length + length) * 2;
    buffer->data = checked(realloc(buffer->data, buffer->capacity));
  }
  if (length) memcpy(buffer->data + buffer->length, data, length);
  buffer->length += length;
}

static void put_uint(Buffer *buffer, unsigned long value) {
  byte bytes[9];
  int count = 0;
  if (value < 128) {
    bytes[0] = (byte)value;
    put_raw(buffer, bytes, 1);
    return;
  }
  for (unsigned long rest = value; rest; rest >>= 8) bytes[8 - count++] = (byte)rest;
  bytes[8 - count] = (byte)-count;
  put_raw(buffer, bytes + 8 - count, (size_t)count + 1);
}

static void put_text(Buffer *buffer, const char *text, size_t length) {
  put_uint(buffer, length);
  put_raw(buffer, text, length);
}

/* A struct field with its distance from the last one; empty texts are left out. */
static void put_field(Buffer *buffer, int *distance, const char *text, size_t length) {
  if (length == 0) {
    ++*distance;
    return;
  }
  put_uint(buffer, (unsigned long)*distance);
  put_text(buffer, text, length);
  *distance = 1;
}

static void put_message(Buffer *stream, Buffer *message) {
  put_uint(stream, message->length);
  put_raw(stream, message->data, message->length);
  message->length = 0;
}

/* Type ids: 65 request header, 66 request, 67 []string; \377\202 is 65 and \377\201 is -65. */
#define DEFINITION(text) put_uint(stream, sizeof(text) - 1), put_raw(stream, text, sizeof(text) - 1)

static void put_definitions(Buffer *stream) {
  DEFINITION("\377\201\3\1\1\7Request\1\377\202\0\1\2"
             "\1\15ServiceMethod\1\14\0" "\1\3Seq\1\6\0" "\0\0");
}

static void put_body_definitions(Buffer *stream) {
  DEFINITION("\377\203\3\1\1\7Request\1\377\204\0\1\6"
             "\1\11ContextId\1\14\0" "\1\3Dir\1\14\0" "\1\13CommandName\1\14\0"
             "\1\4Args\1\377\206\0" "\1\10StdinSet\1\2\0" "\1\5Stdin\1\12\0" "\0\0");
  DEFINITION("\377\205\2\1\1\10[]string\1\377\206\0\1\14\0\0");
}

typedef struct { const char *context, *directory, *tool; char **args; int arg_count; } Call;

static void put_request(Buffer *stream, const Call *call, const Buffer *input) {
  Buffer message = {0};
  int distance = 1;
  if (!input) put_definitions(stream);
  put_raw(&message, "\377\202\1\12Jujuc.Main", 14);
  if (input) put_raw(&message, "\1\1", 2);
  put_raw(&message, "\0", 1);
  put_message(stream, &message);
  if (!input) put_body_definitions(stream);
  put_raw(&message, "\377\204", 2);
  put_field(&message, &distance, call->context, strlen(call->context));
  put_field(&message, &distance, call->directory, strlen(call->directory));
  put_field(&message, &distance, call->tool, strlen(call->tool));
  if (call->arg_count) {
    put_uint(&message, (unsigned long)distance);
    put_uint(&message, (unsigned long)call->arg_count);
    for (int i = 0; i < call->arg_count; i++)
      put_text(&message, call->args[i], strlen(call->args[i]));
    distance = 1;
  } else {
    distance++;
  }
  if (input) {
    put_uint(&message, (unsigned long)distance);
    put_uint(&message, 1);
    distance = 1;
    put_field(&message, &distance, (const char *)input->data, input->length);
  }
  put_raw(&message, "\0", 1);
  put_message(stream, &message);
  free(message.data);
}

/* Reading */

static unsigned long get_uint(Reader *reader) {
  if (reader->at >= reader->end) fail("malformed answer from the agent");
  byte first = *reader->at++;
  if (first < 128) return first;
  int count = 256 - first;
  if (count > 8 || reader->end - reader->at < count) fail("malformed answer from the agent");
  unsigned long value = 0;
  while (count--) value = value << 8 | *reader->at++;
  return value;
}

static long get_int(Reader *reader) {
  unsigned long value = get_uint(reader);
  return value & 1 ? (long)~(value >> 1) : (long)(value >> 1);
}

static Reader get_bytes(Reader *reader) {
  unsigned long length = get_uint(reader);
  if (length > (unsigned long)(reader->end - reader->at)) fail("malformed answer from the agent");
  Reader bytes = {reader->at, reader->at + length};
  reader->at += length;
  return bytes;
}

static const Type *find_type(long id) {
  for (int i = 0; i < type_count; i++)
    if (types[i].id == id) return &types[i];
  fail("the agent's answer has the undefined type %ld", id);
  return NULL;
}

/* Name and id, which every definition begins with: {Name string; Id int}. */
static Field get_named(Reader *reader) {
  Field field = {"", 0};
  unsigned long number = 0, step;
  while ((step = get_uint(reader))) {
    if ((number += step) == 1) {
      Reader name = get_bytes(reader);
      snprintf(field.name, MAX_NAME, "%.*s", (int)(name.end - name.at), (const char *)name.at);
    } else {
      field.id = get_int(reader);
    }
  }
  return field;
}

static void get_definition(Reader *reader, long id) {
  if (type_count == MAX_TYPES) fail("the agent defines too many types");
  Type *type = &types[type_count++];
  type->id = id;
  type->kind = (int)get_uint(reader);
  unsigned long number = 0, step;
  while ((step = get_uint(reader))) {
    number += step;
    if (number == 1) {
      get_named(reader);
    } else if (type->kind == STRUCT) {
      unsigned long count = get_uint(reader);
      if (count > MAX_FIELDS) fail("the agent defines a type with too many fields");
      while (count--) type->fields[type->count++] = get_named(reader);
    } else {
      *(number == 2 ? &type->first : &type->second) = get_int(reader);
    }
  }
}

static void skip_value(Reader *reader, long id, int depth) {
  unsigned long number = 0, step, count;
  if (depth > MAX_DEPTH) fail("malformed answer from the agent");
  if (id == BYTES || id == STRING) {
    get_bytes(reader);
  } else if (id == INTERFACE) {
    Reader name = get_bytes(reader);
    if (name.at < name.end) get_uint(reader), get_bytes(reader);
  } else if (id <= COMPLEX) {
    get_uint(reader);
    if (id == COMPLEX) get_uint(reader);
  } else {
    const Type *type = find_type(id);
    if (type->kind == STRUCT) {
      while ((step = get_uint(reader))) {
        if ((number += step) > (unsigned long)type->count) fail("malformed answer from the agent");
        skip_value(reader, type->fields[number - 1].id, depth + 1);
      }
    } else if (type->kind == ARRAY || type->kind == SLICE || type->kind == MAP) {
      for (count = get_uint(reader); count; count--) {
        skip_value(reader, type->first, depth + 1);
        if (type->kind == MAP) skip_value(reader, type->second, depth + 1);
      }
    } else {
      get_bytes(reader);
    }
  }
}

static void get_answer(Reader *reader, long id, Answer *answer) {
  const Type *type = find_type(id);
  unsigned long number = 0, step;
  if (type->kind != STRUCT) fail("the agent's answer is no struct");
  while ((step = get_uint(reader))) {
    if ((number += step) > (unsigned long)type->count) fail("malformed answer from the agent");
    const Field *field = &type->fields[number - 1];
    int text = field->id == BYTES || field->id == STRING;
    if (text && !strcmp(field->name, "Error")) answer->error = get_bytes(reader);
    else if (text && !strcmp(field->name, "Stdout")) answer->out = get_bytes(reader);
    else if (text && !strcmp(field->name, "Stderr")) answer->err = get_bytes(reader);
    else if (field->id == INT && !strcmp(field->name, "Code")) answer->code = get_int(reader);
    else skip_value(reader, field->id, 0);
  }
}
