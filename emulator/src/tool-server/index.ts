export { BadRequestError, serveTools } from './serve-tools.ts';
export type { ToolAnswer, ToolRun, ToolServer, ToolServerOptions } from './serve-tools.ts';
export { installTools } from './install-tools.ts';
