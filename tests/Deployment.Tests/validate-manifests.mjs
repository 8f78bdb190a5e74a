// Holds objects of Kubernetes, a JSON array on standard input, against the published schemas of their kinds. One line a fault; exit code 1 where
// there is one. Usage: node validate-manifests.mjs FOLDER, with the npm package kubernetes-models in FOLDER/node_modules.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(process.argv[2]);
let text = '';
for await (const chunk of process.stdin) text += chunk;

let faults = 0;
for (const item of JSON.parse(text)) {
  try {
    const file = path.join(folder, 'node_modules/kubernetes-models', item.apiVersion, `${item.kind}.js`);
    const models = await import(pathToFileURL(file));
    new models[item.kind](item).validate();
  } catch (error) {
    faults++;
    console.log(`${item.kind} ${item.metadata?.name}: ${error.message}`);
  }
}
process.exit(faults ? 1 : 0);
