// Judges the files it is given with the validator that aws-cdk-lib carries: all of its rules, one call per file.
'use strict';
const fs = require('node:fs');
const { createRequire } = require('node:module');

const { CompositeEngine, TemplateContent } = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate');
const engine = new CompositeEngine();
let diagnostics = 0;
let refused = 0;
for (const file of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  try {
    diagnostics += engine.validateTemplate(new TemplateContent(fs.readFileSync(file, 'utf8'), file)).diagnostics.length;
  } catch {
    refused++;
  }
}
console.log(JSON.stringify({ diagnostics, refused }));
