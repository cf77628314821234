import { askedAdvisories } from './advisories.ts';
import { optionsOf } from './options.ts';
import { root } from './workspace.ts';

const HELP = `npm run advisories

Asks the registry which of the shipped packages have known weaknesses. Exit 1 if one is high or critical, 0 otherwise,
also if the registry gives no advisories, which is reported with the reason.
`;

if (optionsOf({ options: { help: { type: 'boolean' } } }).values.help) process.stdout.write(HELP);
else {
  const advisories = await askedAdvisories(root);
  if (advisories.kind === 'unknown') process.stdout.write(`SKIP advisories: ${advisories.reason}\n`);
  else {
    for (const one of advisories.grave) process.stdout.write(`${one}\n`);
    process.stdout.write(`${advisories.grave.length} high or critical, ${advisories.others} others\n`);
    if (advisories.grave.length > 0) process.exitCode = 1;
  }
}
