export { buildApp } from './app.ts'
export { DEFAULT_CONFIG, REFERENCE_VERSION, type ServerConfig } from './config.ts'
export { type RunningServer, startServer } from './main.ts'
