import { listen, readSettings, tokenCheck } from './settings.ts';

/** The lower limit: reads the body, checks the token, answers the same bytes. */
const settings = readSettings();
const known = tokenCheck(settings);
listen((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    void known(request.headers.authorization).then((isKnown) => {
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
      response.end(isKnown ? settings.answer : '');
    });
  });
});
