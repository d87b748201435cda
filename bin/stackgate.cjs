#!/usr/bin/env node
// Written in old syntax, so that an old Node gets to the message instead of a syntax error.
'use strict';

var NEEDED = [22, 19];

function isNewEnough(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

/** Compiled code is kept below the user's own cache folder: the default is a folder that every user of the machine can write to. */
function cacheFolder() {
  var path = require('path');
  var base = process.env.XDG_CACHE_HOME;
  if (!base || !path.isAbsolute(base)) base = path.join(require('os').homedir(), '.cache');
  return path.join(base, 'stackgate', 'compiled');
}

if (!isNewEnough(process.versions.node)) {
  process.stderr.write('stackgate needs Node ' + NEEDED.join('.') + ' or newer, and this is Node ' + process.versions.node + '.\n');
  process.exitCode = 2;
} else if (process.argv.length === 3 && /^(--version|-V|version)$/.test(process.argv[2])) {
  process.stdout.write(require('../package.json').version + '\n');
} else {
  try {
    require('module').enableCompileCache(cacheFolder());
  } catch (_) {
    // No home folder, or no such function: everything works, only slower.
  }
  try {
    require('../dist/cli.cjs');
  } catch (error) {
    // 1 would say that the gate failed.
    process.stderr.write('stackgate could not start: ' + (error && error.message) + '\n');
    process.exitCode = 4;
  }
}
