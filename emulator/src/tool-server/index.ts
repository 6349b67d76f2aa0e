export { serveTools } from './serve-tools.ts';
export type { ToolServer, ToolServerOptions } from './serve-tools.ts';
export type { ServedContext, ToolRun } from './tool-service.ts';
export { createToolSocket } from './tool-socket.ts';
export type { ToolSocket } from './tool-socket.ts';
export { installTools } from './install-tools.ts';
