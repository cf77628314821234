import type { IncomingMessage, ServerResponse } from 'node:http';

/** HTTP/1.1 on the store's port: what load balancers, health checks and the clients' fall-backs ask for. */
export function answerHttp1(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?', 1)[0];
  if (path === '/ping') {
    response.setHeader('content-type', 'application/json');
    response.end('{"msgTypeId":18,"text":"Ping request successfully handled"}');
  } else if (path === '/health/live') {
    response.statusCode = 204;
    response.end();
  } else {
    response.statusCode = 404;
    response.statusMessage = 'Not Found';
    response.end('{}');
  }
}
