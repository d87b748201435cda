// Entry of every npm script: `node scripts/run.cjs <script> [arguments]`. It is written in old syntax so that an old Node gets to the
// message below. `npm run` puts node_modules/.bin first, where the devDependency `node` is; this covers the call without npm, and
// the npm that did not run the install script of that package.
'use strict';

var path = require('path');
var fs = require('fs');

var NEEDED = [22, 19];
var project = path.join(__dirname, '..');
var pinned = path.join(project, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function isNewEnough(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

if (isNewEnough(process.versions.node)) {
  var script = process.argv[2];
  process.argv.splice(1, 2, path.join(__dirname, script + '.ts'));
  import(require('url').pathToFileURL(process.argv[1]).href);
} else if (fs.existsSync(pinned) && !process.env.STACKGATE_PINNED_NODE) {
  var environment = Object.assign({}, process.env, { STACKGATE_PINNED_NODE: '1' });
  var result = require('child_process').spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit', env: environment });
  process.exitCode = result.status === null ? 1 : result.status;
} else {
  console.error(
    'stackgate is developed with Node ' +
      NEEDED.join('.') +
      ' or newer, and this is Node ' +
      process.versions.node +
      '. ' +
      (fs.existsSync(path.join(project, 'node_modules', 'node'))
        ? 'Its own Node 24 (the devDependency "node") lacks its binary, because npm did not run its install script: run "npm rebuild node --ignore-scripts=false".'
        : 'Run "npm ci" first: it installs Node 24 beside the other devDependencies.'),
  );
  process.exitCode = 2;
}
